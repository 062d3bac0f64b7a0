"""What flows between commands: pipes, buffers, sinks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

_PIPE_BYTES = 65_536


class BrokenPipe(Exception):
    """Nobody reads any more what a command writes."""


class Output(Protocol):
    """Where a command writes."""

    async def write(self, data: bytes) -> None:
        """Take data, waiting when the reader is behind."""
        ...


class Input(Protocol):
    """Where a command reads."""

    async def read_line(self) -> bytes:
        """Give the next line with its newline; empty at the end."""
        ...

    async def read_all(self) -> bytes:
        """Give all that is left."""
        ...


class Nothing:
    """An input at its end, and an output that forgets."""

    async def read_line(self) -> bytes:
        """Give the end."""
        return b""

    async def read_all(self) -> bytes:
        """Give the end."""
        return b""

    async def write(self, data: bytes) -> None:
        """Forget the data."""


class Buffer:
    """An output that keeps all it is given."""

    def __init__(self) -> None:
        self.data = b""

    async def write(self, data: bytes) -> None:
        """Keep the data."""
        self.data += data


class Sink:
    """An output that hands each piece on."""

    def __init__(self, take: Callable[[bytes], Awaitable[None]]) -> None:
        self._take = take

    async def write(self, data: bytes) -> None:
        """Hand the data on."""
        await self._take(data)


class Pipe:
    """A bounded way from one command to another."""

    def __init__(self, content: bytes = b"", *, is_closed: bool = False) -> None:
        self._data = bytearray(content)
        self._changed = asyncio.Condition()
        self._is_closed = is_closed
        self._has_reader = True

    async def write(self, data: bytes) -> None:
        """Take data, waiting while the pipe is full."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self._data) < _PIPE_BYTES or not self._has_reader)
            if not self._has_reader:
                raise BrokenPipe
            self._data += data
            self._changed.notify_all()

    async def close(self) -> None:
        """Say that no more will be written."""
        async with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    async def leave(self) -> None:
        """Say that nobody will read."""
        async with self._changed:
            self._has_reader = False
            self._changed.notify_all()

    async def read_line(self) -> bytes:
        """Give the next line with its newline; empty at the end."""
        async with self._changed:
            await self._changed.wait_for(lambda: b"\n" in self._data or self._is_closed or self._is_full())
            end = self._data.find(b"\n") + 1 or len(self._data)
            return self._take(end)

    async def read_all(self) -> bytes:
        """Give all that comes until the end."""
        parts: list[bytes] = []
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: bool(self._data) or self._is_closed)
                if not self._data:
                    return b"".join(parts)
                parts.append(self._take(len(self._data)))

    def _is_full(self) -> bool:
        return len(self._data) >= _PIPE_BYTES

    def _take(self, count: int) -> bytes:
        taken = bytes(self._data[:count])
        del self._data[:count]
        self._changed.notify_all()
        return taken
