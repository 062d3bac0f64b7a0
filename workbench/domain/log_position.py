"""Where a log was read up to, so that reading can go on after a break without a lost or a repeated line."""

from collections import Counter, deque
from collections.abc import Sequence

from workbench.domain.logs import LogLine

# Lines of one container can stand in its log in another order than their timestamps, when it writes to both
# streams at once. So reading goes on somewhat before the last line, and what is known already is left out.
_KEPT_LINES = 1000


class LogPosition:
    """Remembers the last lines of one container's log."""

    def __init__(self) -> None:
        self._batches: deque[Sequence[LogLine]] = deque()
        self._kept_count = 0
        self._is_whole = True
        self._repeated: Counter[LogLine] = Counter()
        self._last = ""

    def resume(self) -> str:
        """The timestamp from which to read on, empty for the whole log; lines of that time come again."""
        lines = [line for batch in self._batches for line in batch]
        if not lines or not all(line.timestamp for line in lines):
            return ""
        self._repeated = Counter(lines)
        self._last = max(line.timestamp for line in lines)
        # While all lines are still known the earliest is certain; else half of them are a wide margin.
        certain = lines if self._is_whole else lines[len(lines) // 2 :]
        return min(line.timestamp for line in certain)

    def rename(self, source: str) -> None:
        """The container has another name: the lines it wrote before come again under this one."""
        self._batches = deque([line._replace(source=source) for line in batch] for batch in self._batches)

    def take(self, batch: Sequence[LogLine]) -> Sequence[LogLine]:
        """The lines of a batch that were not read before the break; remembers them."""
        if self._repeated:
            batch = self._without_repeats(batch)
        if not batch:
            return batch
        self._batches.append(batch)
        self._kept_count += len(batch)
        while self._kept_count - len(self._batches[0]) >= _KEPT_LINES:
            self._kept_count -= len(self._batches.popleft())
            self._is_whole = False
        return batch

    def _without_repeats(self, batch: Sequence[LogLine]) -> Sequence[LogLine]:
        fresh: list[LogLine] = []
        for line in batch:
            if self._repeated[line] > 0:
                self._repeated[line] -= 1
            else:
                fresh.append(line)
        if len(fresh) == len(batch) and batch[0].timestamp > self._last:
            # What was repeated has all come; anything still expected was rotated away.
            self._repeated = Counter()
        return tuple(fresh)
