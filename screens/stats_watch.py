"""What running containers use, gathered from many streams and told to a screen once a second at most."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

from workbench.domain.containers import Container
from workbench.domain.stats import ContainerStats
from workbench.services.workspace import Workspace

if TYPE_CHECKING:
    from workbench.services.follow_stats import StatsFollower

_HISTORY = 240
_MOST = 40
"""Containers measured at once: each takes a connection of its own."""
_GATHER_SECONDS = 0.9
"""Containers are measured at different moments and drawn together, of many as rarely as they are measured."""
_NEW_SAMPLES = 2
"""A container with no more than these is new, and somebody waits for its figures."""


class StatsSampled(Message):
    """New measurements came."""

    def can_replace(self, message: Message) -> bool:
        """One of them is enough to draw again."""
        return isinstance(message, StatsSampled)


class StatsWatch:
    """Keeps the newest measurement of each container, and the course of those of the last minutes."""

    def __init__(self, host: MessagePump, workspace: Workspace) -> None:
        self._host = host
        self._workspace = workspace
        self._follower: StatsFollower | None = None
        self._lock = threading.Lock()
        self._history: dict[str, deque[ContainerStats]] = {}
        self._timer: threading.Timer | None = None
        self._followed: frozenset[str] = frozenset()

    @property
    def latest(self) -> Mapping[str, ContainerStats]:
        """The newest measurement by container id."""
        with self._lock:
            return {key: samples[-1] for key, samples in self._history.items() if samples}

    def history(self, container_id: str) -> list[ContainerStats]:
        """The measurements of one container, oldest first."""
        with self._lock:
            return list(self._history.get(container_id, ()))

    def follow(self, containers: Sequence[Container], seen: Sequence[str] = ()) -> None:
        """Measure those that run from now on; of too many, those that are seen, then those as before."""
        sought = self._followed.union(seen)
        found = {each.id: each for each in containers if each.id in sought}
        first = [found[each] for each in chain(seen, self._followed) if each in found]
        # Of ten thousand, no more are looked at than are needed.
        running = (each.id for each in chain(first, containers) if each.is_running)
        wanted = frozenset(islice(_distinct(running), _MOST))
        if wanted == self._followed or not self._workspace.is_connected:
            return
        self._followed = wanted
        if self._follower is None:
            from workbench.services.follow_stats import StatsFollower  # brings the engine's streams along

            self._follower = StatsFollower(self._workspace.engine, self._sampled)
        self._follower.follow(wanted)
        with self._lock:
            for gone in self._history.keys() - wanted:
                del self._history[gone]

    def stop(self) -> None:
        """End all streams."""
        if self._timer is not None:
            self._timer.cancel()
        if self._follower is not None:
            self._follower.stop()

    def _sampled(self, sample: ContainerStats) -> None:
        """Called by the streams' threads: what comes soon after one another is told together."""
        with self._lock:
            if sample.container_id not in self._followed:
                return
            samples = self._history.setdefault(sample.container_id, deque(maxlen=_HISTORY))
            samples.append(sample)
            is_new = len(samples) <= _NEW_SAMPLES
            if is_new and self._timer is not None and self._timer.interval > _GATHER_SECONDS:
                self._timer.cancel()
                self._timer = None
            if self._timer is None:
                rest = self._follower.rest_seconds if self._follower and not is_new else 0.0
                self._timer = threading.Timer(max(_GATHER_SECONDS, rest), self._tell)
                self._timer.daemon = True
                self._timer.start()

    def _tell(self) -> None:
        with self._lock:
            self._timer = None
        self._host.post_message(StatsSampled())


def _distinct(ids: Iterable[str]) -> Iterator[str]:
    """Each id when it comes for the first time; no more is asked for than is taken."""
    known: set[str] = set()
    for each in ids:
        if each not in known:
            known.add(each)
            yield each
