"""An image as the engine saves it, in large blocks straight off the connection.

An engine takes most of the time to prepare the archive before its first byte comes; a connection of our own
can be closed meanwhile. It is asked in HTTP/1.0, so that the archive comes as it is and not cut into chunks.
"""

import contextlib
import json
import os
import socket
import ssl
import threading
from http import HTTPStatus
from types import TracebackType
from typing import Self

from workbench.domain.errors import EngineGone, WorkbenchError
from workbench.engine.calls import named
from workbench.engine.clients import Clients
from workbench.engine.failures import translated
from workbench.engine.frames import Dechunker
from workbench.engine.own_connection import open_connection
from workbench.engine.refusals import refusal

_BLOCK_BYTES = 512 * 1024
_HEAD_BYTES = 64 * 1024
_DOING = "save the image"
_HEAD_END = b"\r\n\r\n"


class ArchiveStream:
    """The archive of one image; closable from any thread, also before the first byte has come."""

    def __init__(self, clients: Clients, reference: str) -> None:
        with translated(_DOING):
            self._path = named("/images/{}/get", reference)
        self._clients = clients
        self._lock = threading.Lock()
        self._closed = False
        self._connection: socket.socket | None = None
        self._handle: socket.socket | None = None
        self._block = memoryview(bytearray(_BLOCK_BYTES))
        self._first = b""
        self._chunks: Dechunker | None = None

    def read(self) -> bytes | memoryview:
        """The next bytes, good until the next call; none at the end, or once it was closed.

        Raises NotFound for an image that is not there, and EngineGone.
        """
        if self._closed:
            return b""
        try:
            with translated(_DOING):
                block = self._next(self._connection or self._ask())
        except (WorkbenchError, ValueError):  # ValueError: the connection was closed under the reader.
            if not self._closed:
                self.close()
                raise
            block = b""
        if not block:
            self.close()
        return block

    def close(self) -> None:
        """End it: whoever reads gets the end within milliseconds."""
        with self._lock:
            self._closed = True
            connection, handle = self._connection, self._handle
            self._handle = None
        if connection is None or handle is None:
            return
        with contextlib.suppress(OSError):  # The other side may have been faster.
            handle.shutdown(socket.SHUT_RDWR)
        handle.close()
        connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _next(self, connection: socket.socket) -> bytes | memoryview:
        if self._chunks is not None:
            return self._unchunked(connection, self._chunks)
        if self._first:
            block, self._first = self._first, b""
            return block
        # An engine writes in small pieces; whole blocks cost far fewer calls. TLS knows no such wish.
        flags = 0 if isinstance(connection, ssl.SSLSocket) else socket.MSG_WAITALL
        return self._block[: connection.recv_into(self._block, 0, flags)]

    def _unchunked(self, connection: socket.socket, chunks: Dechunker) -> bytes:
        """The next bytes of an engine that answers in chunks although it was not asked for them."""
        payload = b""
        while not payload and not chunks.has_ended:
            block, self._first = self._first or connection.recv(_BLOCK_BYTES), b""
            if not block:
                raise EngineGone("The engine broke off while it saved the image.")
            payload = chunks.feed(block)
        return payload

    def _ask(self) -> socket.socket:
        """Connect, ask, and read up to the body; raises what the engine refuses."""
        connection = open_connection(self._clients.candidate)
        with self._lock:
            self._connection = connection
            # A second handle on the same connection: shutting it down wakes whoever reads, TLS or not.
            self._handle = socket.socket(fileno=os.dup(connection.fileno()))
            closed = self._closed
        if closed:
            self.close()
        path = f"/v{self._clients.api_version}{self._path}"
        connection.sendall(f"GET {path} HTTP/1.0\r\nHost: engine\r\nConnection: close\r\n\r\n".encode())
        status, headers = self._read_head(connection)
        if headers.get("transfer-encoding", "").strip() == "chunked":
            self._chunks = Dechunker()
        if status != HTTPStatus.OK:
            raise refusal(status, self._said(connection), _DOING)
        return connection

    def _read_head(self, connection: socket.socket) -> tuple[int, dict[str, str]]:
        gathered = b""
        while _HEAD_END not in gathered:
            block = connection.recv(_HEAD_BYTES)
            if not block or len(gathered) > _HEAD_BYTES:
                raise EngineGone(
                    "The engine gave no answer when asked to save the image.", "Does it still run?"
                )
            gathered += block
        head, _, self._first = gathered.partition(_HEAD_END)
        first, *lines = head.decode("latin-1").lower().split("\r\n")
        words = first.split(maxsplit=2)
        headers = dict(line.split(":", 1) for line in lines if ":" in line)
        return int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0, headers

    def _said(self, connection: socket.socket) -> str:
        """What the engine says in the body of a refusal."""
        said = self._first
        while len(said) < _HEAD_BYTES and (block := connection.recv(_HEAD_BYTES)):
            said += block
        said = self._chunks.feed(said) if self._chunks else said
        try:
            answer: object = json.loads(said)
        except ValueError:
            return said.decode(errors="replace")
        match answer:
            case {"message": str(message)}:
                return message
            case _:
                return said.decode(errors="replace")
