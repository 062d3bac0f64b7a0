"""Reads the log of one container for as long as somebody wants it."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from workbench.domain.containers import Container
from workbench.domain.errors import NotFound, WorkbenchError
from workbench.domain.log_position import LogPosition
from workbench.domain.logs import LogLine
from workbench.engine.engine import Engine
from workbench.services.stream_thread import StreamThread

# A stream that ended under a running container is opened again soon; an engine that is gone is asked again
# now and then, though its return is usually announced.
_REOPEN_SECONDS = 0.2
_RETRY_SECONDS = 1.0
_REMOVED = "no container has this name any more; if one takes it, its log follows"


class LogWatch:
    """One container's log, with what is needed to go on after a break."""

    def __init__(
        self,
        engine: Engine,
        ref: str,
        tail: int | None,
        on_lines: Callable[["LogWatch", Sequence[LogLine]], None],
        on_problem: Callable[["LogWatch", str], None],
        on_renamed: Callable[["LogWatch", str, str], None],
    ) -> None:
        self.ref = ref
        self._engine = engine
        self._tail = tail
        self._on_lines = on_lines
        self._on_problem = on_problem
        self._on_renamed = on_renamed
        self._container_id = ""
        self._name = ""
        self._position = LogPosition()
        self._problem = ""
        self._woken = threading.Event()
        self._thread = StreamThread(f"log-{ref[:24]}", self._follow)

    @property
    def container_id(self) -> str:
        """The container whose log was read last, empty before any was found."""
        return self._container_id

    @property
    def is_stopped(self) -> bool:
        """Whether nobody wants its lines any more."""
        return self._thread.is_stopped

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Stop reading, without waiting for the thread's end."""
        self._thread.stop()
        self._woken.set()

    def join(self, seconds: float) -> None:
        """Wait so long for the thread's end."""
        self._thread.join(seconds)

    def is_about(self, container_id: str, name: str) -> bool:
        """Whether the container of that id and name is the one watched, or has taken its name."""
        return self.ref == name or container_id == self._container_id or container_id.startswith(self.ref)

    def wake(self) -> None:
        """The container may have something to tell again."""
        self._woken.set()

    def look_again(self) -> None:
        """The container may have another name: its log is read on under that one."""
        self.wake()
        self._thread.let_go()

    def _follow(self, thread: StreamThread) -> None:
        while not thread.is_stopped:
            self._woken.clear()
            try:
                self._read(thread)
                if thread.is_stopped:
                    return
                is_running = self._engine.container(self._container_id).container.is_running
                self._woken.wait(_REOPEN_SECONDS if is_running else None)
            except NotFound as error:
                self._complain(_REMOVED if self._container_id else error.message)
                self._woken.wait()
            except WorkbenchError as error:
                self._complain(error.message)
                self._woken.wait(_RETRY_SECONDS)

    def _read(self, thread: StreamThread) -> None:
        """Read up to the stream's end: the container stopped, or somebody closed it."""
        found = self._find()
        self._note(found)
        since = self._position.resume()
        tail = None if since else self._tail
        with thread.holding(self._engine.logs(found.id, tail=tail, follow=True, since=since)) as stream:
            if self._woken.is_set() or stream.source != found.name:
                return  # Something happened between the look and the opening: look again.
            self._problem = ""
            for batch in stream:
                if lines := self._position.take(batch):
                    self._on_lines(self, lines)

    def _find(self) -> Container:
        """The container read so far, whatever its name is now; else the one that has the name."""
        if self._container_id:
            with suppress(NotFound):
                return self._engine.container(self._container_id).container
        return self._engine.container(self.ref).container

    def _note(self, found: Container) -> None:
        before, self._name = self._name, found.name
        if not self._container_id:
            self._container_id = found.id
        elif found.id != self._container_id:
            # Another container has the name now: its log begins anew.
            self._position, self._tail = LogPosition(), None
            self._container_id = found.id
        elif found.name != before:
            self._position.rename(found.name)
            if self.ref == before:
                self.ref = found.name
            self._on_renamed(self, before, found.name)

    def _complain(self, message: str) -> None:
        if message != self._problem and not self.is_stopped:
            self._problem = message
            self._on_problem(self, message)
