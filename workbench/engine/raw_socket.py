"""A streamed answer of the engine, read from its connection in large blocks and closable from any thread."""

import contextlib
import io
import os
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Self, TypeGuard

import docker
import requests
from docker.errors import create_api_error_from_http_exception

from workbench.domain.errors import EngineGone
from workbench.engine.failures import translated
from workbench.engine.frames import Dechunker

BLOCK_BYTES = 256 * 1024
_CONNECT_SECONDS = 10.0

MakeClient = Callable[[], docker.APIClient]


class RawBody:
    """The body of one answer; reading ends with b"" when it is whole or closed, else by EngineGone."""

    def __init__(self, client: docker.APIClient, response: requests.Response) -> None:
        self._client = client
        self._response = response
        self._reader = buffered_reader(response)
        # A second handle on the same connection: shutting it down wakes whoever reads, TLS or not.
        self._handle = socket.socket(fileno=os.dup(self._reader.fileno()))
        _keep_alive(self._handle)
        self._block = memoryview(bytearray(BLOCK_BYTES))  # Reused: so large a block is dear to allocate.
        self._lock = threading.Lock()
        self._closed = False
        self._has_begun = False
        chunked = response.headers.get("Transfer-Encoding", "").lower() == "chunked"
        length = response.headers.get("Content-Length", "")
        self._chunks = Dechunker() if chunked else None
        self._left_bytes = int(length) if length.isdecimal() and not chunked else None

    @property
    def is_closed(self) -> bool:
        """Whether somebody closed it."""
        return self._closed

    def read(self) -> bytes:
        """The next bytes as soon as there are any; b"" at the end."""
        while not self._is_whole():
            block = self._read_block()
            if self._closed:
                break
            if not block:
                if self._chunks is None and not self._left_bytes:
                    break
                raise EngineGone("The engine broke off in the middle of an answer.", "Is it still running?")
            if payload := self._payload(block):
                return payload
        self.close()
        return b""

    def close(self) -> None:
        """End it: whoever reads gets the end within milliseconds."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        with contextlib.suppress(OSError):  # The other side may have been faster.
            self._handle.shutdown(socket.SHUT_RDWR)
        self._handle.close()
        self._response.close()
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _is_whole(self) -> bool:
        return self._closed or self._left_bytes == 0 or (self._chunks is not None and self._chunks.has_ended)

    def _read_block(self) -> bytes:
        try:
            if not self._has_begun:
                # What came with the head lies in the reader's buffer; readinto1 would wait for more.
                self._has_begun = True
                return self._reader.read1(io.DEFAULT_BUFFER_SIZE)
            size = self._reader.readinto1(self._block)
            return bytes(self._block[:size])
        except (OSError, ValueError):  # ValueError: read of a closed file.
            return b""

    def _payload(self, block: bytes) -> bytes:
        if self._chunks is not None:
            try:
                return self._chunks.feed(block)
            except ValueError as error:
                raise EngineGone("The engine's answer is garbled.") from error
        if self._left_bytes is not None:
            block = block[: self._left_bytes]
            self._left_bytes -= len(block)
        return block


def open_body(
    make_client: MakeClient,
    path: str,
    parameters: Mapping[str, str],
    *,
    doing: str,
    upload: Iterable[bytes] | None = None,
    headers: Mapping[str, str] | None = None,
) -> RawBody:
    """Ask the engine (GET, or POST where something is uploaded) and hand back the body of its good answer."""
    with translated(doing), contextlib.ExitStack() as on_failure:
        client = make_client()
        on_failure.callback(client.close)
        method = "GET" if upload is None else "POST"
        response = ask(client, method, path, parameters=parameters, upload=upload, headers=headers)
        body = RawBody(client, response)
        on_failure.pop_all()
        return body


def ask(
    client: docker.APIClient,
    method: str,
    path: str,
    *,
    parameters: Mapping[str, str] | None = None,
    upload: Iterable[bytes] | None = None,
    body: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> requests.Response:
    """The head of the engine's answer, its body still to come; raises docker's error for a refusal."""
    response = client.request(
        method,
        f"{client.base_url}/v{client.api_version}{path}",
        params=dict(parameters or {}),
        data=upload,
        json=body,
        headers=dict(headers or {}),
        stream=True,
        timeout=(_CONNECT_SECONDS, None),
    )
    try:
        response.raise_for_status()
    except requests.HTTPError as error:
        with response:
            create_api_error_from_http_exception(error)
    return response


def buffered_reader(response: requests.Response) -> io.BufferedReader:
    """The buffered file beneath the answer: much faster than urllib3's way through small chunks."""
    reader: object = getattr(getattr(response.raw, "_fp", None), "fp", None)
    if not _is_buffered(reader):
        raise EngineGone("This connection cannot be streamed.", "Forward the engine's socket instead.")
    return reader


def _is_buffered(reader: object) -> TypeGuard[io.BufferedReader]:
    return isinstance(reader, io.BufferedReader)


def _keep_alive(connection: socket.socket) -> None:
    """Let the system notice that a remote engine vanished while nothing was said."""
    if connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
