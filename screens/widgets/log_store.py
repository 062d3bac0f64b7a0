"""A bounded store of raw log lines: packed blocks of bytes, a few bytes a line beside the text."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from operator import attrgetter

from workbench.domain.logs import LogLine, StdStream

BLOCK_LINES = 1024
BLOCK_BYTES = 1 << 20
_MOST_SOURCES = 1 << 14
MARKER = StdStream.STDIN
"""The stream of lines that the program itself put between the others."""


class _Block:
    """Lines packed into one bytes object; each is its timestamp followed by its text."""

    __slots__ = ("ends", "first", "origins", "packed", "stamp_lengths")

    def __init__(self, first: int, lines: Sequence[LogLine], sources: "_Sources") -> None:
        stamps = [line.timestamp.encode("ascii", "replace")[:255] for line in lines]
        texts = list(map(attrgetter("text"), lines))
        self.first = first
        self.packed = b"".join(chain.from_iterable(zip(stamps, texts, strict=True)))
        self.stamp_lengths = bytes(map(len, stamps))
        self.ends = array("Q", accumulate(map(len, texts), initial=0))
        del self.ends[0]
        shift = 0
        for index, length in enumerate(self.stamp_lengths):
            shift += length
            self.ends[index] += shift
        numbers = sources.numbers
        self.origins = array("H", [numbers[source] << 2 | stream for source, stream, _, _ in lines])

    def text(self, index: int) -> bytes:
        start = self.ends[index - 1] if index else 0
        return self.packed[start + self.stamp_lengths[index] : self.ends[index]]

    def line(self, index: int, sources: "_Sources") -> LogLine:
        start = self.ends[index - 1] if index else 0
        text = start + self.stamp_lengths[index]
        origin = self.origins[index]
        return LogLine(
            sources.names[origin >> 2],
            StdStream(origin & 3),
            self.packed[start:text].decode("ascii"),
            self.packed[text : self.ends[index]],
        )


class _Sources:
    """The names of the sources, in the order in which they first spoke."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.numbers: dict[str, int] = {}

    def learn(self, lines: Sequence[LogLine]) -> None:
        """Number the names that are new; beyond what a line's record can hold, all share the last number."""
        for name in dict.fromkeys(map(attrgetter("source"), lines)):
            if name not in self.numbers:
                self.numbers[name] = min(len(self.names), _MOST_SOURCES - 1)
                if len(self.names) < _MOST_SOURCES:
                    self.names.append(name)


def _size_bytes(lines: Sequence[LogLine]) -> int:
    return sum(len(text) + len(timestamp) for _, _, timestamp, text in lines)


class LogStore:
    """The last lines of a log, each with a number that it keeps; the oldest give way."""

    def __init__(self, max_lines: int = 200_000, max_bytes: int = 64 << 20) -> None:
        self.max_lines = max_lines
        self.max_bytes = max_bytes
        self.first = 0
        """The number of the oldest line that is kept; as many were dropped."""
        self._blocks: list[_Block] = []
        self._block_firsts: list[int] = []
        self._sources = _Sources()
        self._open: list[LogLine] = []
        self._open_first = 0
        self._open_bytes = 0
        self._bytes = 0

    @property
    def end(self) -> int:
        """The number that the next line will have; as many were received."""
        return self._open_first + len(self._open)

    @property
    def sources(self) -> Sequence[str]:
        """The names of those that wrote lines, in the order in which they first did; markers have none."""
        return [name for name in self._sources.names if name]

    @property
    def size_bytes(self) -> int:
        """The bytes of text and timestamps that are kept."""
        return self._bytes + self._open_bytes

    def __len__(self) -> int:
        return self.end - self.first

    def extend(self, lines: Sequence[LogLine]) -> None:
        """Add lines, and drop the oldest beyond the bounds."""
        self._sources.learn(lines)
        start = 0
        while start < len(lines):
            part = lines[start : start + BLOCK_LINES - len(self._open)]
            size = _size_bytes(part)
            while size > BLOCK_BYTES and len(part) > 1:
                part = part[: len(part) // 2]
                size = _size_bytes(part)
            self._open.extend(part)
            self._open_bytes += size
            start += len(part)
            if len(self._open) >= BLOCK_LINES or self._open_bytes >= BLOCK_BYTES:
                self._seal()
        self._drop()

    def line(self, number: int) -> LogLine:
        """The line with this number, from `first` up to `end`."""
        if number >= self._open_first:
            return self._open[number - self._open_first]
        block = self._blocks[bisect_right(self._block_firsts, number) - 1]
        return block.line(number - block.first, self._sources)

    def text(self, number: int) -> bytes:
        """Only the text of a line, which costs less."""
        if number >= self._open_first:
            return self._open[number - self._open_first].text
        block = self._blocks[bisect_right(self._block_firsts, number) - 1]
        return block.text(number - block.first)

    def lines(self, numbers: Sequence[int]) -> Iterator[LogLine]:
        """The lines with these numbers."""
        return map(self.line, numbers)

    def clear(self) -> None:
        """Drop all lines; numbers go on."""
        self.first = self._open_first = self.end
        self._blocks.clear()
        self._block_firsts.clear()
        self._open.clear()
        self._bytes = self._open_bytes = 0

    def _seal(self) -> None:
        self._blocks.append(_Block(self._open_first, self._open, self._sources))
        self._block_firsts.append(self._open_first)
        self._open_first += len(self._open)
        self._bytes += self._open_bytes
        self._open = []
        self._open_bytes = 0

    def _drop(self) -> None:
        self.first = max(self.first, self.end - self.max_lines)
        gone = 0
        for block in self._blocks:
            if block.first + len(block.ends) > self.first and self.size_bytes <= self.max_bytes:
                break
            self._bytes -= len(block.packed)
            self.first = max(self.first, block.first + len(block.ends))
            gone += 1
        if gone:
            del self._blocks[:gone]
            del self._block_firsts[:gone]
