"""Bytes in a row, from wherever they come: taken, skipped or summed, and never kept."""

import zlib
from collections.abc import Callable
from typing import TypeAlias

from workbench.domain.errors import ArchiveError

Read: TypeAlias = Callable[[], bytes | memoryview]
"""Gives the next bytes, however many, and none at the end; a view holds until the next call."""

_NOTHING = memoryview(b"")


class BrokenOff(ArchiveError):
    """An archive that ends before it is whole."""


class ByteSource:
    """A reader that only goes forward; `position` counts the bytes that were passed."""

    __slots__ = ("_at", "_block", "_read", "_size", "position")

    def __init__(self, read: Read) -> None:
        self._read = read
        self._block = _NOTHING
        self._at = 0
        self._size = 0
        self.position = 0

    def take(self, count: int) -> bytes:
        """So many bytes; fewer only where the source ends."""
        start, stop = self._at, self._at + count
        if stop > self._size:
            self._gather(count)
            start, stop = 0, min(count, self._size)
        self._at = stop
        self.position += stop - start
        return bytes(self._block[start:stop])

    def peek(self, count: int) -> bytes:
        """The next bytes without passing them; fewer only where the source ends."""
        if self._at + count > self._size:
            self._gather(count)
        return bytes(self._block[self._at : self._at + count])

    def take_some(self, most: int) -> bytes:
        """At least one byte and at most so many; none at the end."""
        if self._at == self._size:
            self._next()
        return self.take(min(most, self._size - self._at))

    def exactly(self, count: int) -> bytes:
        """So many bytes; raises ArchiveError where the source ends before."""
        taken = self.take(count)
        if len(taken) < count:
            raise self.broken_off()
        return taken

    def skip(self, count: int) -> None:
        """Pass so many bytes; raises ArchiveError where the source ends before."""
        self.position += count
        left = self._size - self._at
        while count > left:
            count -= left
            left = self._next()
            if not left:
                self.position -= count
                raise self.broken_off()
        self._at += count

    def summed(self, count: int) -> int:
        """Pass so many bytes and give their CRC-32; raises ArchiveError where the source ends before."""
        self.position += count
        start, left, total = self._at, self._size - self._at, 0
        while count > left:
            total = zlib.crc32(self._block[start:], total)
            count -= left
            left, start = self._next(), 0
            if not left:
                self.position -= count
                raise self.broken_off()
        self._at = start + count
        return zlib.crc32(self._block[start : self._at], total)

    def drain(self) -> None:
        """Pass all that is left."""
        self.position += self._size - self._at
        while passed := self._next():
            self.position += passed
        self._at = self._size

    def broken_off(self) -> ArchiveError:
        """The error of a source that ended too early."""
        return BrokenOff(f"The archive breaks off after {self.position:,} bytes.", "Save or copy it again.")

    def _next(self) -> int:
        """Put the next block in place of the last; its size, 0 at the end."""
        self._block = memoryview(self._read())
        self._at = 0
        self._size = len(self._block)
        return self._size

    def _gather(self, count: int) -> None:
        """Put what is left and the next blocks into one, until it holds so many bytes or all."""
        parts = [bytes(self._block[self._at :])]
        have = len(parts[0])
        while have < count and (size := self._next()):
            parts.append(bytes(self._block))
            have += size
        self._block = memoryview(b"".join(parts))
        self._at = 0
        self._size = have
