"""Follows the logs of several containers at once, over their restarts and the engine's."""

import threading
from collections.abc import Callable, Iterable, Sequence

from workbench.domain.events import EngineEvent, StreamLost, StreamRestored
from workbench.domain.logs import LogLine
from workbench.engine.engine import Engine
from workbench.services.log_watch import LogWatch
from workbench.services.stream_thread import StreamThread

_JOIN_SECONDS = 2.0


class LogFollower:
    """Calls back with batches of lines, those of one container in order, never two callbacks at a time.

    A container that stops is waited for: its next lines follow when it starts again, also when another one
    takes the name of one that was removed. A container that is renamed goes on under its new name, which
    `on_renamed` gets after the old one and before the container's id. The callbacks run in the containers'
    own threads and must not wait for the thread that calls stop(); `on_problem` gets the name of the
    container and a sentence, once for each outage.
    """

    def __init__(
        self,
        engine: Engine,
        on_lines: Callable[[Sequence[LogLine]], None],
        on_problem: Callable[[str, str], None],
        on_renamed: Callable[[str, str, str], None] | None = None,
    ) -> None:
        self._engine = engine
        self._on_lines = on_lines
        self._on_problem = on_problem
        self._on_renamed = on_renamed
        self._calling = threading.Lock()
        self._changing = threading.Lock()
        self._watches: list[LogWatch] = []
        self._events: StreamThread | None = None
        self._received = 0

    @property
    def received(self) -> int:
        """How many lines came so far."""
        return self._received

    def follow(self, refs: Iterable[str], tail: int | None = None) -> None:
        """Follow these containers from now on, and no others; `tail` bounds the first lines of the new ones.

        Those kept go on without losing a line.
        """
        wanted = tuple(dict.fromkeys(refs))
        with self._changing:
            if self._events is None:
                self._events = StreamThread("log-events", self._wake_by_events)
                self._events.start()
            gone = [each for each in self._watches if each.ref not in wanted]
            self._watches = [each for each in self._watches if each.ref in wanted]
            known = {each.ref for each in self._watches}
            for ref in wanted:
                if ref not in known:
                    self._watches.append(self._watch(ref, tail))
                    self._watches[-1].start()
        for watch in gone:
            watch.stop()

    def reads(self, container_id: str) -> bool:
        """Whether the log of this container is followed, under whatever name."""
        return any(each.container_id == container_id for each in self._current())

    def stop(self) -> None:
        """End all streams and threads; no callback begins afterwards."""
        with self._changing:
            watches, self._watches = self._watches, []
            events, self._events = self._events, None
        for each in watches:
            each.stop()
        if events is not None:
            events.stop()
            events.join(_JOIN_SECONDS)
        for each in watches:
            each.join(_JOIN_SECONDS)

    def _watch(self, ref: str, tail: int | None) -> LogWatch:
        return LogWatch(self._engine, ref, tail, self._deliver, self._report, self._rename)

    def _deliver(self, watch: LogWatch, lines: Sequence[LogLine]) -> None:
        with self._calling:
            if not watch.is_stopped:
                self._received += len(lines)
                self._on_lines(lines)

    def _report(self, watch: LogWatch, message: str) -> None:
        with self._calling:
            if not watch.is_stopped:
                self._on_problem(watch.ref, message)

    def _rename(self, watch: LogWatch, before: str, name: str) -> None:
        with self._changing:
            doubled = [each for each in self._watches if each.ref == watch.ref and each is not watch]
            self._watches = [each for each in self._watches if each not in doubled]
        for each in doubled:
            each.stop()  # It waited for one to take the name.
        with self._calling:
            if not watch.is_stopped:
                self._on_problem(before, f"it was renamed to {name}")
                if self._on_renamed is not None:
                    self._on_renamed(before, name, watch.container_id)

    def _wake_by_events(self, thread: StreamThread) -> None:
        with thread.holding(self._engine.events()) as stream:
            for happening in stream:
                match happening:
                    case EngineEvent(kind="container", action="rename", actor_id=actor_id, actor_name=name):
                        self._wake_those_about(actor_id, name, is_rename=True)
                    # A start brings new lines; a removal is to be told.
                    case EngineEvent(
                        kind="container",
                        action="start" | "destroy" | "remove",
                        actor_id=actor_id,
                        actor_name=name,
                    ):
                        self._wake_those_about(actor_id, name)
                    case StreamRestored():
                        for watch in self._current():
                            watch.wake()
                    case EngineEvent() | StreamLost():
                        pass

    def _wake_those_about(self, container_id: str, name: str, *, is_rename: bool = False) -> None:
        for watch in self._current():
            if is_rename and watch.container_id == container_id:
                watch.look_again()
            elif watch.is_about(container_id, name):
                watch.wake()

    def _current(self) -> list[LogWatch]:
        with self._changing:
            return list(self._watches)
