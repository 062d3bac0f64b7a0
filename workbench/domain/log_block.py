"""Log lines packed into one bytes object: a few bytes a line beside the text, made in any thread."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, repeat
from operator import attrgetter
from typing import overload

from workbench.domain.logs import LogLine, StdStream

BLOCK_LINES = 1024
BLOCK_BYTES = 1 << 20
ENOUGH_LINES = 64
"""A block of so many lines stays as it is: what it weighs beside its text is little for each line."""
HEAD_BYTES = 8
GAP_BYTES = 1
_STREAMS = tuple(StdStream)
_HEADS = tuple(bytes([stream]) + bytes(HEAD_BYTES - 1) for stream in StdStream)
_GAP = b" "


class LogBlock(Sequence[LogLine]):
    """Lines that do not change any more.

    They are packed one after the other as the frames of an engine are: a head whose first byte is the number
    of the stream, the timestamp, a space, the text.
    """

    __slots__ = ("_ends", "_packed", "_sources", "_stamp_lengths", "longest", "names")

    def __init__(
        self,
        packed: bytes,
        ends: array[int],
        stamp_lengths: bytes,
        sources: array[int],
        names: tuple[str, ...],
        longest: int,
    ) -> None:
        self._packed = packed
        self._ends = ends
        """Where in the packed bytes each line ends."""
        self._stamp_lengths = stamp_lengths
        self._sources = sources
        """Which of the names wrote each line."""
        self.names = names
        """The names of those that wrote the lines, in the order in which they first did."""
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
        start = (self._ends[index - 1] if index else 0) + HEAD_BYTES
        return self._packed[start + self._stamp_lengths[index] + GAP_BYTES : self._ends[index]]

    def line(self, index: int) -> LogLine:
        """A line as it was, from 0."""
        start = self._ends[index - 1] if index else 0
        stamp = start + HEAD_BYTES
        gap = stamp + self._stamp_lengths[index]
        return LogLine(
            self.names[self._sources[index]],
            _STREAMS[self._packed[start]],
            self._packed[stamp:gap].decode("ascii", "replace"),
            self._packed[gap + GAP_BYTES : self._ends[index]],
        )

    @classmethod
    def joined(cls, blocks: Sequence[LogBlock]) -> LogBlock:
        """One block of the lines of several."""
        places: dict[str, int] = {}
        ends, sources = array("Q"), array("H")
        before = 0
        for block in blocks:
            own = [places.setdefault(name, len(places)) for name in block.names]
            if len(own) == 1:
                sources.extend(array("H", own) * len(block))
            else:
                sources.extend(own[source] for source in block._sources)
            ends.extend(map(before.__add__, block._ends))
            before += len(block._packed)
        packed = b"".join([block._packed for block in blocks])
        stamp_lengths = b"".join([block._stamp_lengths for block in blocks])
        longest = max((block.longest for block in blocks), default=0)
        return cls(packed, ends, stamp_lengths, sources, tuple(places), longest)


def block_of(lines: Sequence[LogLine]) -> LogBlock:
    """Pack lines into one block."""
    stamps = [line.timestamp.encode("ascii", "replace")[:255] for line in lines]
    texts = list(map(attrgetter("text"), lines))
    stamp_lengths, text_lengths = bytes(map(len, stamps)), list(map(len, texts))
    frames = zip([_HEADS[line.stream] for line in lines], stamps, repeat(_GAP), texts, strict=False)
    lengths = map((HEAD_BYTES + GAP_BYTES).__add__, map(int.__add__, stamp_lengths, text_lengths))
    places: dict[str, int] = {}
    sources = array("H", [places.setdefault(line.source, len(places)) for line in lines])
    return LogBlock(
        b"".join(chain.from_iterable(frames)),
        array("Q", accumulate(lengths)),
        stamp_lengths,
        sources,
        tuple(places),
        max(text_lengths, default=0),
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


def gather(blocks: Iterable[LogBlock]) -> Iterator[LogBlock]:
    """The same lines in fewer blocks: those of a few lines each would weigh more than their lines."""
    held: list[LogBlock] = []
    lines = size_bytes = 0
    for block in blocks:
        lines += len(block)
        size_bytes += block.size_bytes
        full = lines > BLOCK_LINES or size_bytes > BLOCK_BYTES
        if held and (full or len(block) >= ENOUGH_LINES or len(held[-1]) >= ENOUGH_LINES):
            yield _as_one(held)
            held = []
            lines, size_bytes = len(block), block.size_bytes
        held.append(block)
    if held:
        yield _as_one(held)


def _as_one(blocks: list[LogBlock]) -> LogBlock:
    return blocks[0] if len(blocks) == 1 else LogBlock.joined(blocks)


def _size_bytes(lines: Sequence[LogLine]) -> int:
    return sum(len(text) + len(timestamp) for _, _, timestamp, text in lines)
