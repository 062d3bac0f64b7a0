"""A build as it stands, folded together from its events."""

from collections import deque
from dataclasses import dataclass, field
from enum import Enum

from workbench.domain.builds import (
    BuildEvent,
    ContextSent,
    ImageBuilt,
    StepCached,
    StepDone,
    StepFailed,
    StepOutput,
    StepProgress,
    StepSized,
    StepStarted,
)

LINES_KEPT = 2000
"""Output lines kept of one step; older ones give way."""


class StepState(Enum):
    """How far a step of a build is."""

    RUNNING = "running"
    CACHED = "CACHED"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class BuildStep:
    """One step with what it printed; the bytes that it added are known only once the image stands."""

    key: str
    index: int
    total: int
    title: str
    stage: str
    state: StepState = StepState.RUNNING
    seconds: float | None = None
    size_bytes: int | None = None
    progress: StepProgress | None = None
    failure: str = ""
    lines: deque[tuple[str, bool]] = field(default_factory=lambda: deque(maxlen=LINES_KEPT))
    line_count: int = 0


@dataclass(slots=True)
class BuildProgress:
    """A whole build: the context, the steps in order of appearance, and the end."""

    context: ContextSent | None = None
    steps: dict[str, BuildStep] = field(default_factory=dict[str, BuildStep])
    built: ImageBuilt | None = None
    is_cancelled: bool = False

    def take(self, event: BuildEvent) -> None:
        """Fold one more event in; events of steps that never began are left out."""
        match event:
            case ContextSent():
                self.context = event
            case StepStarted():
                self.steps.setdefault(
                    event.key, BuildStep(event.key, event.index, event.total, event.title, event.stage)
                )
            case ImageBuilt():
                self.built = event
            case _:
                step = self.steps.get(event.key)
                if step is not None:
                    _take(step, event)

    def cancel(self) -> None:
        """The build was cancelled, and with it what was under way."""
        self.is_cancelled = True
        self.stop_steps()

    def stop_steps(self) -> None:
        """Nothing runs any more: builders do not tell it of the steps that they break off."""
        for step in self.steps.values():
            if step.state is StepState.RUNNING:
                step.state = StepState.CANCELLED

    @property
    def failed_step(self) -> BuildStep | None:
        """The step that failed, None where none did."""
        return next((step for step in self.steps.values() if step.state is StepState.FAILED), None)

    @property
    def cached_count(self) -> int:
        """How many steps came from the cache."""
        return sum(step.state is StepState.CACHED for step in self.steps.values())

    @property
    def finished_count(self) -> int:
        """How many steps came to their end."""
        return sum(step.state not in (StepState.RUNNING, StepState.CANCELLED) for step in self.steps.values())

    @property
    def known_total(self) -> int:
        """How many steps there are by their own numbering, as far as it is known; 0 where none tells."""
        return max((step.total for step in self.steps.values()), default=0)


def _take(
    step: BuildStep, event: StepOutput | StepProgress | StepCached | StepDone | StepSized | StepFailed
) -> None:
    match event:
        case StepOutput():
            step.lines.append((event.line, event.is_error))
            step.line_count += 1
        case StepProgress():
            step.progress = event
        case StepCached():
            step.state, step.seconds = StepState.CACHED, None
        case StepDone():
            if step.state is StepState.RUNNING:
                step.state = StepState.DONE
            step.seconds = event.seconds
        case StepSized():
            step.size_bytes = event.size_bytes
        case StepFailed():
            step.state, step.seconds, step.failure = StepState.FAILED, event.seconds, event.message
            if not step.lines:
                step.lines.extend((line, True) for line in event.last_lines)
                step.line_count = len(event.last_lines)
