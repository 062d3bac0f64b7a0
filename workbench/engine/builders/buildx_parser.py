"""BuildKit's vertices, statuses and logs become build events."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from workbench.domain.builds import (
    BuildEvent,
    ContextSent,
    StepCached,
    StepDone,
    StepFailed,
    StepOutput,
    StepProgress,
    StepStarted,
)
from workbench.domain.raw import Raw
from workbench.domain.text import decode
from workbench.engine.builders.build_steps import LineJoiner, Step
from workbench.engine.builders.step_sizes import PlacedStep
from workbench.engine.moments import nanoseconds_since_epoch

_NUMBERED = re.compile(r"\[(?:(?P<stage>.+) )?(?P<number>\d+)/(?P<total>\d+)\] (?P<title>.*)", re.DOTALL)
_INTERNAL = "[internal] "
_CONTEXT = "load build context"
_STDERR = 2


@dataclass(slots=True)
class _Vertex(Step):
    """One node of BuildKit's graph; an internal one becomes a step only when it fails."""

    stage: str = ""
    number: int = 0
    total: int = 0
    is_internal: bool = False
    is_shown: bool = False
    started: str = ""
    completed: str = ""
    joiners: dict[bool, LineJoiner] = field(default_factory=lambda: {True: LineJoiner(), False: LineJoiner()})


class BuildxParser:
    """Reads progress objects in order; steps count in the order in which they start."""

    def __init__(self) -> None:
        self.failure: StepFailed | None = None
        self._vertices: dict[str, _Vertex] = {}
        self._shown_count = 0

    @property
    def placed(self) -> list[PlacedStep]:
        """The steps that stand at a known place of a stage."""
        return [
            PlacedStep(each.key, each.title, each.stage, each.number, each.total)
            for each in self._vertices.values()
            if each.number and each.is_shown
        ]

    def feed(self, raw: Raw) -> Iterator[BuildEvent]:
        """The events that one object stands for."""
        listed = [(each, self._known(each)) for each in raw.children("vertexes")]
        told = _by_vertex(raw)
        for each, vertex in listed:
            yield from self._start(each, vertex)
            # A step ends only after what it printed and moved in the same object.
            yield from self._tell(vertex, told.pop(vertex.key, ()))
            yield from self._end(each, vertex)
        for key, rest in told.items():
            if (known := self._vertices.get(key)) is not None:
                yield from self._tell(known, rest)

    def _known(self, raw: Raw) -> _Vertex:
        key, name = raw.text("digest"), raw.text("name")
        if key not in self._vertices:
            numbered = _NUMBERED.fullmatch(name)
            self._vertices[key] = _Vertex(
                key,
                numbered["title"] if numbered else name.removeprefix(_INTERNAL),
                stage=(numbered["stage"] or "") if numbered else "",
                number=int(numbered["number"]) if numbered else 0,
                total=int(numbered["total"]) if numbered else 0,
                is_internal=name.startswith(_INTERNAL),
            )
        return self._vertices[key]

    def _start(self, raw: Raw, vertex: _Vertex) -> Iterator[BuildEvent]:
        if not raw.text("started"):
            return
        vertex.started = vertex.started or raw.text("started")
        if not vertex.is_internal or _has_failed(raw):
            yield from self._show(vertex)

    def _show(self, vertex: _Vertex) -> Iterator[BuildEvent]:
        if vertex.is_shown:
            return
        vertex.is_shown = True
        self._shown_count += 1
        total = sum(not each.is_internal or each.is_shown for each in self._vertices.values())
        yield StepStarted(vertex.key, self._shown_count, total, vertex.title, vertex.stage)

    def _tell(self, vertex: _Vertex, told: Iterable[Raw]) -> Iterator[BuildEvent]:
        for each in told:
            yield from self._log(each, vertex) if "data" in each.fields else self._status(each, vertex)

    def _status(self, raw: Raw, vertex: _Vertex) -> Iterator[BuildEvent]:
        current, total = raw.number("current"), raw.number("total") or None
        if not vertex.is_internal:
            yield from self._show(vertex)
            yield StepProgress(vertex.key, raw.text("id") or raw.text("name"), current, total)
        elif vertex.title == _CONTEXT:
            yield ContextSent(current, total, 0)

    def _log(self, raw: Raw, vertex: _Vertex) -> Iterator[BuildEvent]:
        try:
            text = decode(base64.b64decode(raw.text("data")))
        except binascii.Error:
            return
        is_error = raw.number("stream") == _STDERR
        yield from self._output(vertex, vertex.joiners[is_error].feed(text), is_error)

    def _output(self, vertex: _Vertex, lines: list[str], is_error: bool) -> Iterator[BuildEvent]:
        if lines:
            yield from self._show(vertex)
        for line in lines:
            vertex.last_lines.append(line)
            yield StepOutput(vertex.key, line, is_error)

    def _end(self, raw: Raw, vertex: _Vertex) -> Iterator[BuildEvent]:
        completed = raw.text("completed")
        if not completed or completed == vertex.completed:
            return
        vertex.completed = completed
        for is_error, joiner in vertex.joiners.items():
            yield from self._output(vertex, joiner.finish(), is_error)
        seconds = _seconds_between(vertex.started, completed)
        if _has_failed(raw):
            failure = StepFailed(
                vertex.key, vertex.title, raw.text("error"), tuple(vertex.last_lines), seconds
            )
            self.failure = self.failure or failure
            yield failure
        elif vertex.is_internal or raw.text("error"):
            return
        elif raw.flag("cached"):
            yield StepCached(vertex.key)
        else:
            # BuildKit may take up a step again (found, then pulled): the last word on it holds.
            yield StepDone(vertex.key, seconds)


def _has_failed(raw: Raw) -> bool:
    """Whether it failed by itself: a cancelled build's steps, and a failed one's siblings, only stop."""
    error = raw.text("error")
    return bool(error) and not error.endswith("context canceled")


def _by_vertex(raw: Raw) -> dict[str, list[Raw]]:
    """What an object tells of each vertex: its progress, then its output."""
    told: dict[str, list[Raw]] = {}
    for each in (*raw.children("statuses"), *raw.children("logs")):
        told.setdefault(each.text("vertex"), []).append(each)
    return told


def _seconds_between(started: str, completed: str) -> float:
    try:
        return max(0, nanoseconds_since_epoch(completed) - nanoseconds_since_epoch(started)) / 1e9
    except ValueError:
        return 0.0
