"""While a picture is drawn, threads that bring lines wait: Python runs one, and a person waits for that."""

import threading
from types import TracebackType

LONGEST_WAIT_SECONDS = 0.05


class DrawingTime:
    """Entered for each picture; any thread may wait for its end."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._ended.set()

    @property
    def is_on(self) -> bool:
        """Whether a picture is being drawn."""
        return not self._ended.is_set()

    def __enter__(self) -> None:
        self._ended.clear()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()

    def wait(self) -> None:
        """Return when no picture is drawn, after a moment in any case."""
        self._ended.wait(LONGEST_WAIT_SECONDS)


DRAWING = DrawingTime()
"""One for the program, as Python's lock is."""
