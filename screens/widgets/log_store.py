"""A bounded store of raw log lines: packed blocks, and the last few lines as they came."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from workbench.domain.log_block import BLOCK_BYTES, BLOCK_LINES, LogBlock, block_of, pack
from workbench.domain.logs import LogLine, StdStream

MARKER = StdStream.STDIN
"""The stream of lines that the program itself put between the others."""
_WORTH_KEEPING = BLOCK_LINES // 8


class LogStore:
    """The last lines of a log, each with a number that it keeps; the oldest give way."""

    def __init__(self, max_lines: int = 200_000, max_bytes: int = 64 << 20) -> None:
        self.max_lines = max_lines
        self.max_bytes = max_bytes
        self.first = 0
        """The number of the oldest line that is kept; as many were dropped."""
        self._blocks: list[LogBlock] = []
        self._block_firsts: list[int] = []
        self._names: dict[str, None] = {}
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
        return [name for name in self._names if name]

    @property
    def size_bytes(self) -> int:
        """The bytes of text and timestamps that are kept."""
        return self._bytes + self._open_bytes

    def __len__(self) -> int:
        return self.end - self.first

    def extend(self, lines: Sequence[LogLine]) -> None:
        """Add lines, and drop the oldest beyond the bounds."""
        for block in pack(lines):
            self.adopt(block)

    def adopt(self, block: LogBlock) -> None:
        """Add lines that are packed already, and drop the oldest beyond the bounds."""
        self._names.update(dict.fromkeys(block.names))
        if len(block) < _WORTH_KEEPING and block.size_bytes < BLOCK_BYTES // 4:
            # Blocks of a few lines each would weigh more than the lines.
            self._open.extend(block)
            self._open_bytes += block.size_bytes
            if len(self._open) >= BLOCK_LINES or self._open_bytes >= BLOCK_BYTES:
                self._seal()
        else:
            self._seal()
            self._keep(block)
        self._drop()

    def line(self, number: int) -> LogLine:
        """The line with this number, from `first` up to `end`."""
        if number >= self._open_first:
            return self._open[number - self._open_first]
        place = bisect_right(self._block_firsts, number) - 1
        return self._blocks[place].line(number - self._block_firsts[place])

    def text(self, number: int) -> bytes:
        """Only the text of a line, which costs less."""
        if number >= self._open_first:
            return self._open[number - self._open_first].text
        place = bisect_right(self._block_firsts, number) - 1
        return self._blocks[place].text(number - self._block_firsts[place])

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
        if self._open:
            lines, self._open, self._open_bytes = self._open, [], 0
            self._keep(block_of(lines))

    def _keep(self, block: LogBlock) -> None:
        self._blocks.append(block)
        self._block_firsts.append(self._open_first)
        self._open_first += len(block)
        self._bytes += block.size_bytes

    def _drop(self) -> None:
        self.first = max(self.first, self.end - self.max_lines)
        gone = 0
        for block, first in zip(self._blocks, self._block_firsts, strict=True):
            if first + len(block) > self.first and self.size_bytes <= self.max_bytes:
                break
            self._bytes -= block.size_bytes
            self.first = max(self.first, first + len(block))
            gone += 1
        if gone:
            del self._blocks[:gone]
            del self._block_firsts[:gone]
