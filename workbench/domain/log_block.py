"""Log lines packed into one bytes object: a few bytes a line beside the text, made in any thread."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from operator import attrgetter
from typing import overload

from workbench.domain.logs import LogLine, StdStream

BLOCK_LINES = 1024
BLOCK_BYTES = 1 << 20
_STREAMS = tuple(StdStream)


class LogBlock(Sequence[LogLine]):
    """Lines that do not change any more; each is packed as its timestamp followed by its text.

    `head_bytes` of no meaning may stand before each timestamp, and `gap_bytes` after it: what an engine sends
    is packed as it came. `origins` has for each line the place of its name among the names, times four, plus
    the number of its stream.
    """

    __slots__ = ("_ends", "_gap", "_head", "_origins", "_packed", "_stamp_lengths", "longest", "names")

    def __init__(
        self,
        names: tuple[str, ...],
        packed: bytes,
        lengths: Sequence[int],
        stamp_lengths: bytes,
        origins: Sequence[int],
        longest: int,
        *,
        head_bytes: int = 0,
        gap_bytes: int = 0,
    ) -> None:
        self.names = names
        """The names of those that wrote the lines, in the order in which they first did."""
        self._packed = packed
        self._ends = array("Q", accumulate(lengths))
        self._stamp_lengths = stamp_lengths
        self._origins = origins
        self._head, self._gap = head_bytes, gap_bytes
        self.longest = longest
        """The length in bytes of the longest text."""

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[LogLine]:
        return map(self.line, range(len(self)))

    @overload
    def __getitem__(self, place: int) -> LogLine: ...
    @overload
    def __getitem__(self, place: slice) -> list[LogLine]: ...
    def __getitem__(self, place: int | slice) -> LogLine | list[LogLine]:
        if isinstance(place, slice):
            return [self.line(index) for index in range(len(self))[place]]
        return self.line(range(len(self))[place])

    @property
    def size_bytes(self) -> int:
        """The bytes that are packed."""
        return len(self._packed)

    def text(self, index: int) -> bytes:
        """Only the text of a line, which costs less."""
        start = self._ends[index - 1] if index else 0
        return self._packed[start + self._head + self._stamp_lengths[index] + self._gap : self._ends[index]]

    def line(self, index: int) -> LogLine:
        """A line as it was, from 0."""
        start = (self._ends[index - 1] if index else 0) + self._head
        end = start + self._stamp_lengths[index]
        origin = self._origins[index]
        return LogLine(
            self.names[origin >> 2],
            _STREAMS[origin & 3],
            self._packed[start:end].decode("ascii", "replace"),
            self._packed[end + self._gap : self._ends[index]],
        )


def pack(lines: Sequence[LogLine]) -> Iterator[LogBlock]:
    """Pack lines into blocks that are neither long nor heavy: the oldest give way in small steps."""
    if isinstance(lines, LogBlock):
        yield lines
        return
    start = 0
    while start < len(lines):
        part = lines[start : start + BLOCK_LINES]
        while len(part) > 1 and _size_bytes(part) > BLOCK_BYTES:
            part = part[: len(part) // 2]
        yield block_of(part)
        start += len(part)


def block_of(lines: Sequence[LogLine]) -> LogBlock:
    """Pack lines into one block."""
    stamps = [line.timestamp.encode("ascii", "replace")[:255] for line in lines]
    texts = list(map(attrgetter("text"), lines))
    text_lengths, stamp_lengths = list(map(len, texts)), bytes(map(len, stamps))
    numbers: dict[str, int] = {}
    return LogBlock(
        origins=array(
            "H", [numbers.setdefault(source, len(numbers)) << 2 | stream for source, stream, _, _ in lines]
        ),
        names=tuple(numbers),
        packed=b"".join(chain.from_iterable(zip(stamps, texts, strict=True))),
        lengths=list(map(int.__add__, stamp_lengths, text_lengths)),
        stamp_lengths=stamp_lengths,
        longest=max(text_lengths, default=0),
    )


def _size_bytes(lines: Sequence[LogLine]) -> int:
    return sum(len(text) + len(timestamp) for _, _, timestamp, text in lines)
