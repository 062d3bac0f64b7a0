"""The way of log lines from any thread to the screen, with back-pressure."""

import threading
from collections import deque
from collections.abc import Callable, Sequence

from screens.widgets.drawing_time import DRAWING
from workbench.domain.log_block import LogBlock, pack
from workbench.domain.logs import LogLine


class LogFeed:
    """A bounded queue: `put` waits while the screen is behind, and `close` releases it."""

    def __init__(self, capacity: int = 50_000) -> None:
        self._capacity = capacity
        self._blocks: deque[LogBlock] = deque()
        self._count = 0
        self._changed = threading.Condition()
        self._closed = False
        self._on_ready: Callable[[], object] | None = None

    @property
    def closed(self) -> bool:
        """Whether nothing more is taken."""
        return self._closed

    def __len__(self) -> int:
        return self._count

    def listen(self, on_ready: Callable[[], object] | None) -> None:
        """Call this from the writing thread when the first line comes into an empty feed."""
        with self._changed:
            self._on_ready = on_ready
            ready = bool(self._blocks)
        if ready and on_ready is not None:
            on_ready()

    def put(self, lines: Sequence[LogLine]) -> bool:
        """Add lines, waiting for room; False when the feed is closed and not all lines were taken."""
        DRAWING.wait()
        # Packed here, in the writing thread: the screen's own has keys to answer.
        return all(map(self._put, pack(lines)))

    def take(self, limit: int) -> list[LogBlock]:
        """The oldest lines, until there are no more or at least `limit`; makes room for who waits."""
        taken: list[LogBlock] = []
        with self._changed:
            left = limit
            while self._blocks and left > 0:
                taken.append(self._blocks.popleft())
                left -= len(taken[-1])
            if taken:
                self._count -= limit - left
                self._changed.notify_all()
        return taken

    def close(self) -> None:
        """Take nothing more, and let go of every thread that waits; what is queued can still be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _put(self, block: LogBlock) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._count < self._capacity)
            if self._closed:
                return False
            tell = not self._blocks
            self._blocks.append(block)
            self._count += len(block)
            on_ready = self._on_ready
        if tell and on_ready is not None:
            on_ready()
        return True
