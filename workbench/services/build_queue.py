"""Builds that wait for their turn: some at once, in an order that can be changed, each to be cancelled."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from workbench.domain.cancellation import Cancellation

AT_ONCE = 2
"""How many builds run at the same time where nobody says otherwise."""

Work = Callable[[str, Cancellation], None]
"""Does the build of one variant until it ends or is cancelled; whatever comes of it, it tells itself."""


@dataclass(slots=True)
class _Running:
    """One build under way."""

    name: str
    cancel: Cancellation = field(default_factory=Cancellation)


class BuildQueue:
    """Runs builds in threads of its own; safe to be asked from any thread."""

    def __init__(self, work: Work, ended: Callable[[], None], at_once: int = AT_ONCE) -> None:
        self._work = work
        self._ended = ended
        self._at_once = max(1, at_once)
        self._lock = threading.Lock()
        self._waiting: list[str] = []
        self._running: list[_Running] = []
        self._idle = threading.Event()
        self._idle.set()

    @property
    def waiting(self) -> tuple[str, ...]:
        """Those that wait, in the order in which they will begin."""
        with self._lock:
            return tuple(self._waiting)

    @property
    def running(self) -> tuple[str, ...]:
        """Those under way."""
        with self._lock:
            return tuple(each.name for each in self._running)

    @property
    def is_busy(self) -> bool:
        """Whether one runs or waits."""
        return not self._idle.is_set()

    def add(self, names: Sequence[str]) -> tuple[str, ...]:
        """Put builds at the end, but for those that run or wait already; gives those that were put there."""
        with self._lock:
            known = {*self._waiting, *(each.name for each in self._running)}
            added = tuple(name for name in dict.fromkeys(names) if name not in known)
            self._waiting += added
            if added:
                self._idle.clear()
        self._fill()
        return added

    def move(self, name: str, places: int) -> None:
        """Let one that waits begin earlier (below 0) or later."""
        with self._lock:
            if name in self._waiting:
                at = self._waiting.index(name)
                self._waiting.insert(max(0, at + places), self._waiting.pop(at))

    def cancel(self, name: str) -> bool:
        """End one that runs, on the engine too, or let go of one that waits; whether there was one."""
        with self._lock:
            was_waiting = name in self._waiting
            self._waiting = [each for each in self._waiting if each != name]
            found = [each for each in self._running if each.name == name]
        for each in found:
            each.cancel.cancel()
        if was_waiting:
            self._settle()
        return was_waiting or bool(found)

    def cancel_all(self) -> None:
        """End all that run and let go of all that wait."""
        with self._lock:
            self._waiting.clear()
            found = tuple(self._running)
        for each in found:
            each.cancel.cancel()
        self._settle()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until nothing runs or waits; whether that came to be in time."""
        return self._idle.wait(seconds)

    def _fill(self) -> None:
        """Begin as many as there is room for."""
        with self._lock:
            while self._waiting and len(self._running) < self._at_once:
                running = _Running(self._waiting.pop(0))
                self._running.append(running)
                thread = threading.Thread(target=self._run, args=(running,), name="build", daemon=True)
                thread.start()

    def _run(self, running: _Running) -> None:
        try:
            self._work(running.name, running.cancel)
        finally:
            with self._lock:
                self._running.remove(running)
            self._fill()
            self._settle()

    def _settle(self) -> None:
        """Tell once when nothing is left."""
        with self._lock:
            is_over = not self._waiting and not self._running and not self._idle.is_set()
            if is_over:
                self._idle.set()
        if is_over:
            self._ended()
