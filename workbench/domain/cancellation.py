"""A switch by which one thread asks another to stop what it does."""

import threading
from collections.abc import Callable

from workbench.domain.errors import Cancelled


class Cancellation:
    """Set once from any thread; callbacks close what the working thread is blocked on."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Ask to stop: runs each registered callback once, in the calling thread."""
        with self._lock:
            if self._event.is_set():
                return
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back when cancelled, at once if it already was; returns a call that takes this back."""
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return lambda: self._forget(callback)
        callback()
        return lambda: None

    def wait(self, seconds: float) -> bool:
        """Sleep up to so many seconds; true at once when cancelled."""
        return self._event.wait(seconds)

    def check(self) -> None:
        """Raise Cancelled when somebody asked to stop."""
        if self._event.is_set():
            raise Cancelled("Stopped before it was done.")

    def _forget(self, callback: Callable[[], None]) -> None:
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)
