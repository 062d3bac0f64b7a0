"""Bytes in a row, from wherever they come: taken, skipped or summed, and never kept."""

import zlib
from collections.abc import Callable
from typing import Protocol, TypeAlias

from workbench.domain.errors import ArchiveError

Read: TypeAlias = Callable[[], bytes | memoryview]
"""Gives the next bytes, however many, and none at the end; a view holds until the next call."""

_NOTHING = memoryview(b"")


class ContentSum(Protocol):
    """What content comes to: contents of the same size that come to the same are taken for the same."""

    def update(self, data: bytes | memoryview, /) -> None:
        """Go on with these bytes."""
        ...

    def intdigest(self) -> int:
        """What all of them come to, in 64 bits at most."""
        ...


NewSum: TypeAlias = Callable[[], ContentSum]


class Crc32:
    """The sum that Python brings along."""

    __slots__ = ("_total",)

    def __init__(self) -> None:
        self._total = 0

    def update(self, data: bytes | memoryview, /) -> None:
        """Go on with these bytes."""
        self._total = zlib.crc32(data, self._total)

    def intdigest(self) -> int:
        """What all of them come to."""
        return self._total


class BrokenOff(ArchiveError):
    """An archive that ends before it is whole."""


class ByteSource:
    """A reader that only goes forward; `position` counts the bytes that were passed."""

    __slots__ = ("_at", "_block", "_read", "_size", "new_sum", "position")

    def __init__(self, read: Read, new_sum: NewSum = Crc32) -> None:
        self._read = read
        self.new_sum = new_sum
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
        """Pass so many bytes and give their sum; raises ArchiveError where the source ends before."""
        self.position += count
        start, left, total = self._at, self._size - self._at, self.new_sum()
        while count > left:
            total.update(self._block[start:])
            count -= left
            left, start = self._next(), 0
            if not left:
                self.position -= count
                raise self.broken_off()
        self._at = start + count
        total.update(self._block[start : self._at])
        return total.intdigest()

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
