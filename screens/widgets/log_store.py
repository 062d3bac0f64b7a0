"""A bounded store of raw log lines, packed in blocks."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from workbench.domain.log_block import LogBlock, gather, pack
from workbench.domain.logs import LogLine, StdStream

MARKER = StdStream.STDIN
"""The stream of lines that the program itself put between the others."""


class LogStore:
    """The last lines of a log, each with a number that it keeps; the oldest give way."""

    def __init__(self, max_lines: int = 200_000, max_bytes: int = 64 << 20) -> None:
        self.max_lines = max_lines
        self.max_bytes = max_bytes
        self.first = 0
        """The number of the oldest line that is kept."""
        self.end = 0
        """The number that the next line will have."""
        self.size_bytes = 0
        """The bytes that are kept."""
        self._blocks: list[LogBlock] = []
        self._block_firsts: list[int] = []
        self._names: dict[str, None] = {}
        self._markers: list[int] = []

    @property
    def received(self) -> int:
        """How many lines came from outside: all but the program's own."""
        return self.end - len(self._markers)

    @property
    def dropped(self) -> int:
        """How many of those gave way."""
        return self.first - bisect_left(self._markers, self.first)

    @property
    def sources(self) -> Sequence[str]:
        """The names of those that wrote lines, in the order in which they first did; markers have none."""
        return [name for name in self._names if name]

    def __len__(self) -> int:
        return self.end - self.first

    def extend(self, lines: Sequence[LogLine]) -> None:
        """Add lines, and drop the oldest beyond the bounds."""
        self.adopt(pack(lines))

    def adopt(self, blocks: Iterable[LogBlock]) -> None:
        """Add lines that are packed already, and drop the oldest beyond the bounds."""
        for block in gather([*self._take_last(), *blocks]):
            self._names.update(dict.fromkeys(block.names))
            self._blocks.append(block)
            self._block_firsts.append(self.end)
            self.end += len(block)
            self.size_bytes += block.size_bytes
        self._drop()

    def note_marker(self) -> None:
        """The next line is the program's own: it is neither counted nor searched."""
        self._markers.append(self.end)

    def is_marker(self, number: int) -> bool:
        """Whether that line is the program's own."""
        place = bisect_left(self._markers, number)
        return place < len(self._markers) and self._markers[place] == number

    def line(self, number: int) -> LogLine:
        """The line with this number, from `first` up to `end`."""
        place = bisect_right(self._block_firsts, number) - 1
        return self._blocks[place].line(number - self._block_firsts[place])

    def text(self, number: int) -> bytes:
        """Only the text of a line, which costs less."""
        place = bisect_right(self._block_firsts, number) - 1
        return self._blocks[place].text(number - self._block_firsts[place])

    def lines(self, numbers: Sequence[int]) -> Iterator[LogLine]:
        """The lines with these numbers."""
        return map(self.line, numbers)

    def _take_last(self) -> list[LogBlock]:
        """The last block, taken out again: if it is small, what comes next is put to it."""
        if not self._blocks:
            return []
        last = self._blocks.pop()
        self.end = self._block_firsts.pop()
        self.size_bytes -= last.size_bytes
        return [last]

    def _drop(self) -> None:
        self.first = max(self.first, self.end - self.max_lines)
        gone = 0
        for block, first in zip(self._blocks, self._block_firsts, strict=True):
            if first + len(block) > self.first and self.size_bytes <= self.max_bytes:
                break
            self.size_bytes -= block.size_bytes
            self.first = max(self.first, first + len(block))
            gone += 1
        if gone:
            del self._blocks[:gone]
            del self._block_firsts[:gone]
