"""Log lines packed into one bytes object: a few bytes a line beside the text, made in any thread."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from operator import attrgetter

from workbench.domain.logs import LogLine, StdStream

BLOCK_LINES = 1024
BLOCK_BYTES = 1 << 20


class LogBlock:
    """Lines that do not change any more; each is packed as its timestamp followed by its text."""

    __slots__ = ("_ends", "_origins", "_packed", "_stamp_lengths", "longest", "names")

    def __init__(self, lines: Sequence[LogLine]) -> None:
        stamps = [line.timestamp.encode("ascii", "replace")[:255] for line in lines]
        texts = list(map(attrgetter("text"), lines))
        lengths = list(map(len, texts))
        numbers: dict[str, int] = {}
        self._origins = array(
            "H", [numbers.setdefault(source, len(numbers)) << 2 | stream for source, stream, _, _ in lines]
        )
        self.names = tuple(numbers)
        """The names of those that wrote the lines, in the order in which they first did."""
        self.longest = max(lengths, default=0)
        """The length in bytes of the longest text."""
        self._packed = b"".join(chain.from_iterable(zip(stamps, texts, strict=True)))
        self._stamp_lengths = bytes(map(len, stamps))
        self._ends = array("Q", accumulate(map(int.__add__, self._stamp_lengths, lengths)))

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[LogLine]:
        return map(self.line, range(len(self)))

    @property
    def size_bytes(self) -> int:
        """The bytes of text and timestamps."""
        return len(self._packed)

    def text(self, index: int) -> bytes:
        """Only the text of a line, which costs less."""
        start = self._ends[index - 1] if index else 0
        return self._packed[start + self._stamp_lengths[index] : self._ends[index]]

    def line(self, index: int) -> LogLine:
        """A line as it was, from 0."""
        start = self._ends[index - 1] if index else 0
        text = start + self._stamp_lengths[index]
        origin = self._origins[index]
        return LogLine(
            self.names[origin >> 2],
            StdStream(origin & 3),
            self._packed[start:text].decode("ascii"),
            self._packed[text : self._ends[index]],
        )


def pack(lines: Sequence[LogLine]) -> Iterator[LogBlock]:
    """Pack lines into blocks that are neither long nor heavy: the oldest give way in small steps."""
    start = 0
    while start < len(lines):
        part = lines[start : start + BLOCK_LINES]
        while len(part) > 1 and _size_bytes(part) > BLOCK_BYTES:
            part = part[: len(part) // 2]
        yield LogBlock(part)
        start += len(part)


def _size_bytes(lines: Sequence[LogLine]) -> int:
    return sum(len(text) + len(timestamp) for _, _, timestamp, text in lines)
