"""Follows what running containers use: one stream a container, all told to one callback."""

import threading
from collections.abc import Callable
from functools import partial

from workbench.domain.errors import NotFound, WorkbenchError
from workbench.domain.stats import ContainerStats
from workbench.engine.engine import Engine
from workbench.services.stream_thread import StreamThread

_RETRY_SECONDS = 2.0
_SAMPLES_A_SECOND = 10
"""Of all containers together; with more of them, each is read less often, so that watching stays cheap."""
_JOIN_SECONDS = 2.0


class StatsFollower:
    """Calls back with each sample, from the container's own thread; those of one container in order."""

    def __init__(self, engine: Engine, on_sample: Callable[[ContainerStats], None]) -> None:
        self._engine = engine
        self._on_sample = on_sample
        self._lock = threading.Lock()
        self._threads: dict[str, StreamThread] = {}
        self.rest_seconds = 0.0
        """How long nothing is read of a container between two of its samples."""

    def follow(self, ids: frozenset[str]) -> None:
        """Follow these containers from now on, and no others; the streams of those kept go on."""
        with self._lock:
            self.rest_seconds = _rest_seconds(len(ids))
            gone = [self._threads.pop(each) for each in self._threads.keys() - ids]
            for each in sorted(ids - self._threads.keys()):
                thread = StreamThread(f"stats-{each[:12]}", partial(self._sample, each))
                self._threads[each] = thread
                thread.start()
        for thread in gone:
            thread.stop()

    def stop(self) -> None:
        """End all streams and their threads."""
        with self._lock:
            threads, self._threads = list(self._threads.values()), {}
        for thread in threads:
            thread.stop()
        for thread in threads:
            thread.join(_JOIN_SECONDS)

    def _sample(self, container_id: str, thread: StreamThread) -> None:
        """A stream ends with its container's process or with the engine; either may come back."""
        while not thread.is_stopped:
            try:
                with thread.holding(self._engine.stats(container_id)) as stream:
                    for number, sample in enumerate(stream):
                        if thread.is_stopped:
                            return
                        self._on_sample(sample)
                        if number:  # The first has nothing before it that its CPU time could be held against.
                            thread.wait(self.rest_seconds)
            except NotFound:
                return
            except WorkbenchError:
                # A missing figure is no news: the inventory tells that the engine is gone.
                pass
            thread.wait(_RETRY_SECONDS)


def _rest_seconds(count: int) -> float:
    """So long that all together keep to the limit; the engine goes on to send a sample a second of each."""
    return 0.0 if count <= _SAMPLES_A_SECOND else count / _SAMPLES_A_SECOND
