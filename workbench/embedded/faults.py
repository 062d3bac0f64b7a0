"""Troubles that a test or a lesson can switch on, from any thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import NamedTuple, Protocol


class Troubled(Protocol):
    """What faults need of the engine that they trouble; all but the last two run on its own thread."""

    def cut_event_streams(self) -> None:
        """End every event stream under way."""
        ...

    def kill_for_memory(self, name: str) -> None:
        """End a container as the kernel does when memory is short."""
        ...

    def fail_process(self, name: str, exit_code: int) -> None:
        """Let a container's process end by itself."""
        ...

    def flood_logs(self, name: str, lines: int, line: str) -> None:
        """Write many lines as fast as they are read."""
        ...

    async def close_socket(self) -> None:
        """Stop to listen and drop every connection."""
        ...

    async def open_socket(self) -> None:
        """Listen again."""
        ...


class Failure(NamedTuple):
    """A refusal on request: the status of the answer, and its sentence."""

    status: int
    message: str


class Faults:
    """The engine's troubles; every attribute may be set, and every method called, at any time."""

    def __init__(self, engine: Troubled) -> None:
        self._engine = engine
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()
        self._failures: list[tuple[str, int, Failure]] = []
        self.latency_seconds = 0.0
        self.is_json_malformed = False
        self.is_disk_full = False

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Say on which loop the engine runs."""
        self._loop = loop

    def fail_next(
        self, path_part: str = "", *, times: int = 1, message: str = "simulated failure", status: int = 500
    ) -> None:
        """Refuse the next requests whose path holds a text."""
        with self._lock:
            self._failures.append((path_part, times, Failure(status, message)))

    def take_name(self, name: str = "") -> None:
        """Let the next container find its name taken, as if another program had been faster."""
        taken = f'"/{name}" is' if name else "is"
        message = f"Conflict. The container name {taken} already in use by another container."
        self.fail_next("/containers/create", message=message, status=409)

    def take_failure(self, path: str) -> Failure | None:
        """Give the refusal with which a request must be answered, if it must."""
        with self._lock:
            for index, (part, times, failure) in enumerate(self._failures):
                if part in path:
                    if times > 1:
                        self._failures[index] = (part, times - 1, failure)
                    else:
                        del self._failures[index]
                    return failure
        return None

    def clear(self) -> None:
        """Switch all lasting troubles off."""
        with self._lock:
            self._failures.clear()
        self.latency_seconds = 0.0
        self.is_json_malformed = self.is_disk_full = False

    def cut_event_streams(self) -> None:
        """End every event stream under way."""
        self._call(self._engine.cut_event_streams)

    def kill_for_memory(self, name: str) -> None:
        """End a container as the kernel does when memory is short."""
        self._call(lambda: self._engine.kill_for_memory(name))

    def fail_process(self, name: str, exit_code: int = 1) -> None:
        """Let a container's process end by itself."""
        self._call(lambda: self._engine.fail_process(name, exit_code))

    def flood_logs(self, name: str, lines: int, line: str = "flood {number}") -> None:
        """Write many lines as fast as they are read; `{number}` counts from 1."""
        self._call(lambda: self._engine.flood_logs(name, lines, line))

    def go_away(self) -> None:
        """Take the daemon away: the socket vanishes and every connection drops."""
        self._submit(self._engine.close_socket())

    def come_back(self) -> None:
        """Bring the daemon back on the same socket."""
        self._submit(self._engine.open_socket())

    def _call(self, action: Callable[[], None]) -> None:
        async def run() -> None:
            action()

        self._submit(run())

    def _submit(self, work: object) -> None:
        if self._loop is None or not asyncio.iscoroutine(work):
            raise RuntimeError("the embedded engine is not running")
        done: Future[None] = asyncio.run_coroutine_threadsafe(work, self._loop)
        done.result()
