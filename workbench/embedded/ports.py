"""Published ports: who holds which, and the listeners on 127.0.0.1 behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from workbench.embedded.errors import ServerError
from workbench.embedded.payload import JsonObject, object_at, objects_at, text_at
from workbench.embedded.world.containers import Container, Publication

Answer = Callable[[int, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
_FIRST_DYNAMIC_PORT = 32768
_LAST_PORT = 65535


def wanted_ports(container: Container) -> list[tuple[int, str, str, int]]:
    """List what a container wants published: inner port, protocol, address, outer port (0: any)."""
    wanted: list[tuple[int, str, str, int]] = []
    bindings = object_at(container.host_config, "PortBindings")
    exposed = object_at(container.config, "ExposedPorts")
    publishes_all = container.host_config.get("PublishAllPorts") is True
    for spec in sorted({*bindings, *(exposed if publishes_all else ())}):
        number, _, protocol = spec.partition("/")
        for binding in objects_at(bindings, spec) or ([{}] if publishes_all else []):
            outer = text_at(binding, "HostPort")
            wanted.append(
                (
                    int(number),
                    protocol or "tcp",
                    text_at(binding, "HostIp"),
                    int(outer) if outer.isdigit() else 0,
                )
            )
    return wanted


class PortTable:
    """The engine's published ports; two containers never hold the same one."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, int], asyncio.Server | None] = {}
        self._by_container: dict[str, list[tuple[str, int]]] = {}

    async def publish(self, container: Container, answer: Answer) -> tuple[Publication, ...]:
        """Publish all that a container wants, or nothing."""
        done: list[Publication] = []
        try:
            for inner, protocol, ip, outer in wanted_ports(container):
                shown_ip = ip or "0.0.0.0"
                port = await self._hold(container, protocol, shown_ip, inner, outer, answer)
                done.append(Publication(inner, protocol, shown_ip, port))
        except ServerError:
            self.release(container)
            raise
        return tuple(done)

    async def _hold(
        self, container: Container, protocol: str, ip: str, inner: int, outer: int, answer: Answer
    ) -> int:
        for port in [outer] if outer else range(_FIRST_DYNAMIC_PORT, _LAST_PORT + 1):
            if (protocol, port) in self._held:
                if outer:
                    raise ServerError(f"Bind for {ip}:{port} failed: port is already allocated")
                continue
            self._held[(protocol, port)] = None
            try:
                server = await self._listen(port, inner, answer) if protocol == "tcp" else None
            except OSError as error:
                del self._held[(protocol, port)]
                if outer:
                    raise ServerError(
                        "Error starting userland proxy: "
                        f"listen tcp4 {ip}:{port}: bind: address already in use"
                    ) from error
                continue
            self._held[(protocol, port)] = server
            self._by_container.setdefault(container.id, []).append((protocol, port))
            return port
        raise ServerError("no port is free")

    async def _listen(self, port: int, inner: int, answer: Answer) -> asyncio.Server:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                with suppress(ConnectionError, asyncio.IncompleteReadError):
                    await answer(inner, reader, writer)
            finally:
                writer.close()

        return await asyncio.start_server(serve, "127.0.0.1", port)

    def release(self, container: Container) -> None:
        """Give back what a container held."""
        for key in self._by_container.pop(container.id, []):
            server = self._held.pop(key, None)
            if server:
                server.close()

    def release_all(self) -> None:
        """Close every listener; the engine stops."""
        for server in self._held.values():
            if server:
                server.close()
        self._held.clear()
        self._by_container.clear()


def object_of_ports(container: Container) -> JsonObject:
    """Give a running container's ports as inspect shows them."""
    ports: dict[str, list[JsonObject] | None] = {}
    for spec in object_at(container.config, "ExposedPorts"):
        ports[spec] = None
    for spec in object_at(container.host_config, "PortBindings"):
        ports.setdefault(spec, None)
    for item in container.publications:
        shown = ports.get(f"{item.private_port}/{item.protocol}") or []
        shown.append({"HostIp": item.host_ip, "HostPort": str(item.public_port)})
        ports[f"{item.private_port}/{item.protocol}"] = shown
    return ports
