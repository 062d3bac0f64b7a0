"""The first lines of several logs in the order in which they were written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from workbench.domain.logs import LogLine

Lines = Callable[[Sequence[LogLine]], None]


class BacklogMerger:
    """Holds what comes in the first moments back, then hands it on sorted by time; later lines pass at once.

    What several containers wrote before they were followed arrives one container after another: only by
    waiting a moment can it be told in order. A lone container needs no merging and is not held back.
    """

    def __init__(self, on_lines: Lines, *, sources: int, seconds: float = 0.3) -> None:
        self._on_lines = on_lines
        self._lock = threading.Lock()
        self._held: list[LogLine] | None = [] if sources > 1 else None
        self._timer = threading.Timer(seconds, self._hand_on)
        self._timer.daemon = True
        if self._held is not None:
            self._timer.start()

    def take(self, lines: Sequence[LogLine]) -> None:
        """Take lines from a container's thread."""
        with self._lock:
            if self._held is not None:
                self._held.extend(lines)
                return
        self._on_lines(lines)

    def stop(self) -> None:
        """Hand nothing more on."""
        self._timer.cancel()

    def _hand_on(self) -> None:
        with self._lock:
            held, self._held = self._held, None
            if held:
                self._on_lines(tuple(sorted(held, key=_written_at)))


def _written_at(line: LogLine) -> str:
    return line.timestamp
