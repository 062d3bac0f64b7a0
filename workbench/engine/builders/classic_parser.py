"""The classic builder's messages become build events."""

import re
from collections.abc import Callable, Iterator

from workbench.domain.builds import (
    BuildEvent,
    StepCached,
    StepDone,
    StepFailed,
    StepOutput,
    StepProgress,
    StepStarted,
)
from workbench.domain.raw import Raw
from workbench.engine.builders.build_steps import LineJoiner, Step, stage_name

# Podman counts the steps of each stage by themselves: "[1/2] STEP 3/5: RUN …".
_HEAD = re.compile(r"(\[\d+/\d+\] )?Step (\d+)/(\d+) ?: (.*)", re.IGNORECASE)
_CACHED = re.compile(r" ?-{2,3}> Using cache\b.*")
# What the builder says of its own work, between what the steps print.
_REMARK = re.compile(
    r" ?-{2,3}> (?:Using cache(?: [0-9a-f]+)?|Running in [0-9a-f]+|(?P<image>[0-9a-f]{11,64}))"
    r"|Removing intermediate container [0-9a-f]+|Successfully (?:built [0-9a-f]+|tagged \S+)"
)
_RED, _PLAIN = "\x1b[91m", "\x1b[0m"


class ClassicParser:
    """Reads messages in order; the engine tells no times, so they are measured by when messages arrive."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.image_id = ""
        self.error = ""
        self.failure: StepFailed | None = None
        self.titles: dict[str, str] = {}
        self.images: dict[str, str] = {}
        self._stage_images: list[str] = []
        self._step: Step | None = None
        self._clock = clock
        self._began = clock()
        self._index = 0
        self._total = 0
        self._stage = ""
        self._stage_count = 0
        self._is_cached = False
        self._is_fresh = False
        self._joiners = {True: LineJoiner(), False: LineJoiner()}

    @property
    def last_images(self) -> list[str]:
        """The image that each stage came to, of the last one as far as it came."""
        return [*self._stage_images, *list(self.images.values())[-1:]]

    def feed(self, raw: Raw) -> Iterator[BuildEvent]:
        """The events that one message stands for."""
        if text := raw.text("stream"):
            yield from self._printed(text)
        if image_id := raw.child("aux").text("ID"):
            self.image_id = image_id
        if status := raw.text("status"):
            yield from self._moved(raw, status)
        if message := raw.child("errorDetail").text("message") or raw.text("error"):
            self.error = message
            yield from self._fail(message)

    def finish(self) -> Iterator[BuildEvent]:
        """The end of the last step, once the engine has nothing more to say."""
        if self._step is None:
            return
        yield from self._flush()
        yield StepCached(self._step.key) if self._is_cached else StepDone(self._step.key, self._seconds())
        self._step = None

    def _printed(self, text: str) -> Iterator[BuildEvent]:
        # The engine paints what a step writes to its standard error.
        is_error = text.startswith(_RED) and text.endswith(_PLAIN)
        if is_error:
            text = text.removeprefix(_RED).removesuffix(_PLAIN)
        for line in self._joiners[is_error].feed(text):
            yield from self._line(line, is_error)

    def _line(self, line: str, is_error: bool) -> Iterator[BuildEvent]:
        head = None if is_error else _HEAD.fullmatch(line)
        if head and (head[1] or self._follows(int(head[2]), int(head[3]))):
            yield from self.finish()
            yield self._begin(0 if head[1] else int(head[3]), head[4])
        elif self._step is not None:
            was_fresh, self._is_fresh = self._is_fresh, False
            if not is_error and (remark := _REMARK.fullmatch(line)):
                if remark["image"]:
                    self.images[self._step.key] = remark["image"]
                self._is_cached = self._is_cached or (was_fresh and bool(_CACHED.fullmatch(line)))
            else:
                self._step.last_lines.append(line)
                yield StepOutput(self._step.key, line, is_error)

    def _follows(self, index: int, total: int) -> bool:
        """Whether this is the next step's head, not a step that prints such a line."""
        return index == self._index + 1 and self._total in (0, total)

    def _begin(self, total: int, title: str) -> StepStarted:
        self._index, self._total, self._began = self._index + 1, total, self._clock()
        self._is_cached, self._is_fresh = False, True
        if title.upper().startswith("FROM "):
            self._stage = stage_name(title, self._stage_count)
            self._stage_count += 1
            self._stage_images = self.last_images
        self._step = Step(str(self._index), title)
        self.titles[self._step.key] = title
        return StepStarted(self._step.key, self._index, total, title, self._stage)

    def _moved(self, raw: Raw, status: str) -> Iterator[BuildEvent]:
        if self._step is not None:
            detail = raw.child("progressDetail")
            what = f"{status} {raw.text('id')}".strip()
            yield StepProgress(self._step.key, what, detail.number("current"), detail.number("total") or None)

    def _fail(self, message: str) -> Iterator[BuildEvent]:
        if self._step is None:
            return
        yield from self._flush()
        step, self._step = self._step, None
        self.failure = StepFailed(step.key, step.title, message, tuple(step.last_lines), self._seconds())
        yield self.failure

    def _flush(self) -> Iterator[BuildEvent]:
        for is_error, joiner in self._joiners.items():
            for line in joiner.finish():
                yield from self._line(line, is_error)

    def _seconds(self) -> float:
        return self._clock() - self._began
