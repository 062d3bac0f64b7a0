"""The way of log lines from any thread to the screen, with back-pressure."""

import threading
from collections import deque
from collections.abc import Callable, Sequence

from workbench.domain.logs import LogLine


class LogFeed:
    """A bounded queue: `put` waits while the screen is behind, and `close` releases it."""

    def __init__(self, capacity: int = 50_000) -> None:
        self._capacity = capacity
        self._lines: deque[LogLine] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._on_ready: Callable[[], object] | None = None

    @property
    def closed(self) -> bool:
        """Whether nothing more is taken."""
        return self._closed

    def __len__(self) -> int:
        return len(self._lines)

    def listen(self, on_ready: Callable[[], object] | None) -> None:
        """Call this from the writing thread when the first line comes into an empty feed."""
        with self._changed:
            self._on_ready = on_ready
            ready = bool(self._lines)
        if ready and on_ready is not None:
            on_ready()

    def put(self, lines: Sequence[LogLine]) -> bool:
        """Add lines, waiting for room; False when the feed is closed and the lines were not taken."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._lines) < self._capacity)
            if self._closed:
                return False
            tell = not self._lines and bool(lines)
            self._lines.extend(lines)
            on_ready = self._on_ready
        if tell and on_ready is not None:
            on_ready()
        return True

    def take(self, limit: int) -> list[LogLine]:
        """Up to `limit` lines, the oldest first; makes room for who waits."""
        with self._changed:
            count = min(limit, len(self._lines))
            taken = [self._lines.popleft() for _ in range(count)]
            if taken:
                self._changed.notify_all()
        return taken

    def close(self) -> None:
        """Take nothing more, and let go of every thread that waits; what is queued can still be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
