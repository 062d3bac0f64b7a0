"""Listens on the socket and sends each request to who answers it."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from contextlib import suppress
from pathlib import Path

from workbench.embedded.api import (
    build,
    commit,
    container_streams,
    containers,
    events,
    execs,
    files,
    images,
    networks,
    prune,
    system,
    volumes,
)
from workbench.embedded.errors import ApiError, BadParameter, NotFound, NotSimulated, SimulatedFailure
from workbench.embedded.host import Host
from workbench.embedded.http import API_VERSION, Exchange, read_request
from workbench.embedded.routing import Router, split_version

_HEADER_LIMIT_BYTES = 1 << 20
_MINIMUM = tuple(int(part) for part in system.MINIMUM_API_VERSION.split("."))
_MAXIMUM = tuple(int(part) for part in API_VERSION.split("."))
_ALWAYS_ANSWERED = "/_ping"
_ROUNDS_TO_ACCEPT = 6


def _all_routes() -> Router:
    router = Router()
    for module in (
        system,
        containers,
        container_streams,
        execs,
        files,
        prune,
        images,
        networks,
        volumes,
        events,
        build,
        commit,
    ):
        router.include(module.router)
    return router


class Server:
    """The socket, and the connections to it."""

    def __init__(self, host: Host, socket_path: Path) -> None:
        self._host = host
        self._socket_path = socket_path
        self._router = _all_routes()
        self._listener: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def open(self) -> None:
        """Begin to listen; only the owner may connect."""
        if self._listener:
            return
        _refuse_taken(self._socket_path)
        before = os.umask(0o177)
        try:
            self._listener = await asyncio.start_unix_server(
                self._connected, str(self._socket_path), limit=_HEADER_LIMIT_BYTES, backlog=512
            )
        finally:
            os.umask(before)

    async def close(self) -> None:
        """Stop to listen and drop every connection."""
        if self._listener:
            # asyncio loses the socket of a connection whose listener closes while it is being accepted
            for listening in self._listener.sockets:
                asyncio.get_running_loop().remove_reader(listening.fileno())
            await _rounds()
            self._listener.close()
            self._listener = None
        with suppress(FileNotFoundError):
            self._socket_path.unlink()
        for connection, writer in list(self._connections.items()):
            connection.cancel()
            writer.transport.abort()  # what a client does not read any more would keep the socket open
        await asyncio.gather(*self._connections, return_exceptions=True)
        await _rounds()  # the loop closes aborted sockets in its next round

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task:
            self._connections[task] = writer
        try:
            with suppress(ConnectionError, asyncio.CancelledError):
                await self._serve(reader, writer)
        finally:
            if task:
                self._connections.pop(task, None)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await read_request(reader):
            exchange = Exchange(request, reader, writer)
            try:
                await self._answer(exchange)
            except ApiError as error:
                if exchange.has_answered:
                    return
                await self._refuse(exchange, error)
            if not exchange.keeps_alive:
                return

    async def _answer(self, exchange: Exchange) -> None:
        version, path = split_version(exchange.request.path)
        if await self._is_troubled(exchange, path):
            return
        if version:
            _check_version(version)
        found = self._router.match(exchange.request.method, path)
        if found is None and exchange.request.method == "HEAD":
            raise NotFound("page not found")
        if found is None:
            raise NotSimulated(f"the embedded engine does not simulate {exchange.request.method} {path}")
        handler, exchange.params = found
        await handler(self._host, exchange)

    async def _is_troubled(self, exchange: Exchange, path: str) -> bool:
        """Make the trouble that is wished for, and tell whether it has answered the request."""
        faults = self._host.faults
        if faults.latency_seconds:
            await asyncio.sleep(faults.latency_seconds)
        failure = faults.take_failure(path)
        if failure is not None:
            raise SimulatedFailure(*failure)
        if faults.is_json_malformed and path != _ALWAYS_ANSWERED:
            await exchange.reply_bytes(b'[{"Id": "broken')
            return True
        return False

    async def _refuse(self, exchange: Exchange, error: ApiError) -> None:
        if error.status == 304:
            await exchange.reply_nothing(304)
        else:
            await exchange.reply({"message": error.message}, error.status)


async def _rounds() -> None:
    """Let the loop finish what it has begun: accepting a connection takes it several rounds."""
    for _ in range(_ROUNDS_TO_ACCEPT):
        await asyncio.sleep(0)


def _refuse_taken(path: Path) -> None:
    # asyncio would take the place of whoever listens there: of a real engine, too.
    if not path.exists():
        return
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            return
    raise OSError(errno.EADDRINUSE, "something else listens there", str(path))


def _check_version(version: tuple[int, int]) -> None:
    shown = f"{version[0]}.{version[1]}"
    if version < _MINIMUM:
        raise BadParameter(
            f"client version {shown} is too old. "
            f"Minimum supported API version is {system.MINIMUM_API_VERSION}, "
            "please upgrade your client to a newer version"
        )
    if version > _MAXIMUM:
        raise BadParameter(
            f"client version {shown} is too new. Maximum supported API version is {API_VERSION}"
        )
