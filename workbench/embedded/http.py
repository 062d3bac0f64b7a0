"""As much HTTP/1.1 as Docker's clients speak: bodies, chunks, keep-alive, upgrades."""

from __future__ import annotations

import array
import asyncio
import fcntl
import termios
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit

from workbench.embedded.errors import BadParameter
from workbench.embedded.payload import JsonValue, encode

API_VERSION = "1.47"
JSON_TYPE = "application/json"
RAW_STREAM_TYPE = "application/vnd.docker.raw-stream"
MULTIPLEXED_TYPE = "application/vnd.docker.multiplexed-stream"
_LARGEST_BODY_BYTES = 2 << 30
_HEAD_POLLS = 400
_HEAD_POLL_SECONDS = 0.0005
_TRUE = {"1", "true", "t", "yes", "y"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request, read whole."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    def text(self, name: str, default: str = "") -> str:
        """Give a parameter's last value."""
        return self.query.get(name, [default])[-1]

    def flag(self, name: str, default: bool = False) -> bool:
        """Read a parameter that means yes or no."""
        values = self.query.get(name)
        return values[-1].lower() in _TRUE if values else default

    def number(self, name: str, default: int) -> int:
        """Read a parameter that must be a whole number."""
        value = self.text(name)
        if not value:
            return default
        try:
            return int(value)
        except ValueError as error:
            raise BadParameter(f'strconv.Atoi: parsing "{value}": invalid syntax') from error


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """Read the next request of a connection, or None when the client has left."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
        }
        body = await _read_body(reader, headers)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError, ConnectionError):
        return None
    url = urlsplit(target)
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(url.query, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    return Request(method, unquote(url.path), query, headers, body)


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        length = int(headers.get("content-length", "0"))
        if length > _LARGEST_BODY_BYTES:
            raise ValueError("body too large")
        return await reader.readexactly(length) if length else b""
    parts: list[bytes] = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    while (await reader.readline()).strip():
        pass
    return b"".join(parts)


class Exchange:
    """One request and the way to answer it."""

    def __init__(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.request = request
        self.reader = reader
        self.writer = writer
        self.params: Mapping[str, str] = {}
        self.has_answered = False
        self.keeps_alive = request.headers.get("connection", "").lower() != "close"

    def _write_head(self, status: int, content_type: str, *extra: str) -> None:
        self.has_answered = True
        phrase = "UPGRADED" if status == HTTPStatus.SWITCHING_PROTOCOLS else HTTPStatus(status).phrase
        lines = [
            f"HTTP/1.1 {status} {phrase}",
            f"Api-Version: {API_VERSION}",
            "Docker-Experimental: false",
            "Builder-Version: 1",
            "Ostype: linux",
            "Server: Docker/embedded (linux)",
            *([f"Content-Type: {content_type}"] if content_type else []),
            *extra,
        ]
        self.writer.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n")

    async def reply(self, value: JsonValue = None, status: int = 200) -> None:
        """Answer with JSON."""
        await self.reply_bytes(encode(value), status)

    async def reply_bytes(
        self, body: bytes, status: int = 200, content_type: str = JSON_TYPE, *headers: str
    ) -> None:
        """Answer with a body that is ready."""
        self._write_head(status, content_type, f"Content-Length: {len(body)}", *headers)
        if self.request.method != "HEAD":
            self.writer.write(body)
        await self.writer.drain()

    async def reply_nothing(self, status: int = 204) -> None:
        """Answer with a status alone."""
        self._write_head(status, "", *(["Content-Length: 0"] if status not in (204, 304) else []))
        await self.writer.drain()

    @asynccontextmanager
    async def stream(self, content_type: str = JSON_TYPE) -> AsyncGenerator[Stream]:
        """Answer in chunks; headers go at once, and the work ends when the client leaves."""
        self._write_head(200, content_type, "Transfer-Encoding: chunked")
        await self.writer.drain()
        work = asyncio.current_task()
        watcher = asyncio.create_task(self._watch(work))
        try:
            yield Stream(self.writer)
            self.writer.write(b"0\r\n\r\n")
            await self.writer.drain()
        finally:
            watcher.cancel()
            await asyncio.wait({watcher})

    async def _watch(self, work: asyncio.Task[None] | None) -> None:
        try:
            left = not await self.reader.read(1)
        except ConnectionError:
            left = True
        if left and work:
            work.cancel()

    async def hijack(self) -> None:
        """Turn the connection into a raw two-way stream."""
        self.keeps_alive = False
        if self.request.headers.get("upgrade"):
            self._write_head(101, RAW_STREAM_TYPE, "Connection: Upgrade", "Upgrade: tcp")
        else:
            self._write_head(200, RAW_STREAM_TYPE)
        await self.writer.drain()
        await self._until_head_is_read()

    async def _until_head_is_read(self) -> None:
        # A client that reads the head through a buffer loses what comes along with it: docker-py does.
        connection = self.writer.get_extra_info("socket")
        for _ in range(_HEAD_POLLS):
            if not _unread_bytes(connection.fileno()):
                return
            await asyncio.sleep(_HEAD_POLL_SECONDS)


def _unread_bytes(descriptor: int) -> int:
    answer = array.array("i", [0])
    try:
        fcntl.ioctl(descriptor, termios.TIOCOUTQ, answer)
    except OSError:
        return 0
    return answer[0]


class Stream:
    """A chunked answer under way."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def send(self, data: bytes) -> None:
        """Send one chunk."""
        if data:
            self._writer.write(b"%x\r\n" % len(data))
            self._writer.write(data)
            self._writer.write(b"\r\n")
            await self._writer.drain()

    async def send_json(self, value: JsonValue) -> None:
        """Send one JSON value on a line of its own."""
        await self.send(encode(value))
