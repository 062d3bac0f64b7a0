"""Builds that run in threads of their own, some at once, and what is known of each."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

from workbench.domain.build_steps import BuildProgress
from workbench.domain.builds import BuildEvent
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import Cancelled, EngineGone, ReadOnly, WorkbenchError
from workbench.domain.variants import App, VariantState, VariantStatus
from workbench.services.build_queue import BuildQueue
from workbench.services.workspace import Workspace

if TYPE_CHECKING:
    from workbench.services.build_variants import VariantBuilder


@dataclass(frozen=True, slots=True)
class BuildOutcome:
    """How one build ended: built, failed or cancelled."""

    variant: str
    state: VariantState
    error: WorkbenchError | None = None


class BuildsMoved(Message):
    """Builds told of something; the events wait in the run's queue."""

    def can_replace(self, message: Message) -> bool:
        """One of them empties the queue."""
        return isinstance(message, BuildsMoved)


class BuildsEnded(Message):
    """Nothing runs or waits any more: how each build ended, or what ended all of them early."""

    def __init__(self, outcomes: tuple[BuildOutcome, ...], error: WorkbenchError | None) -> None:
        super().__init__()
        self.outcomes = outcomes
        self.error = error


class BuildRun:
    """A queue of builds; kept by the screen, so that leaving it ends nothing."""

    def __init__(self, host: MessagePump, workspace: Workspace) -> None:
        self._host = host
        self._workspace = workspace
        self._events: deque[tuple[str, BuildEvent]] = deque()
        self._queue = BuildQueue(self._work, self._end)
        self._orders: dict[str, tuple[VariantBuilder, bool]] = {}
        self._outcomes: dict[str, BuildOutcome] = {}
        self._batch: set[str] = set()
        self._error: WorkbenchError | None = None
        self.progress: dict[str, BuildProgress] = {}

    @property
    def is_running(self) -> bool:
        """Whether a build runs or waits."""
        return self._queue.is_busy

    @property
    def running(self) -> tuple[str, ...]:
        """The variants that are being built."""
        return self._queue.running

    @property
    def waiting(self) -> tuple[str, ...]:
        """The variants that wait, in the order in which they will be built."""
        return self._queue.waiting

    def start(self, app: App, names: Sequence[str], *, no_cache: bool = False) -> tuple[str, ...]:
        """Put builds into the queue, but for those that are there; gives those that were put there."""
        from workbench.services.build_options_store import BuildOptionsStore
        from workbench.services.build_variants import VariantBuilder  # brings the builders along

        known = {*self.running, *self.waiting}
        fresh = [name for name in names if name not in known]
        builder = VariantBuilder(self._workspace.engine, app, options=BuildOptionsStore(app.folder).all())
        if not self.is_running:
            self._batch, self._error = set(), None
        self._batch.update(fresh)
        for name in fresh:
            self.progress.pop(name, None)
            self._outcomes.pop(name, None)
            self._orders[name] = (builder, no_cache)
        return self._queue.add(fresh)

    def cancel(self, name: str) -> bool:
        """End the build of one variant, on the engine too, or take it out of the queue."""
        was_waiting = name in self.waiting
        found = self._queue.cancel(name)
        if was_waiting:
            self._outcomes[name] = BuildOutcome(name, VariantState.CANCELLED)
        return found

    def cancel_all(self) -> None:
        """End the builds that run, and let go of those that wait."""
        for name in self.waiting:
            self._outcomes[name] = BuildOutcome(name, VariantState.CANCELLED)
        self._queue.cancel_all()

    def move(self, name: str, places: int) -> None:
        """Let one that waits begin earlier (below 0) or later."""
        self._queue.move(name, places)

    def stop(self, seconds: float = 5.0) -> None:
        """Cancel, and wait until the engine was told."""
        self._queue.cancel_all()
        self._queue.wait(seconds)

    def take(self) -> None:
        """Fold what waits into the progress of each variant."""
        while self._events:
            name, event = self._events.popleft()
            self.progress.setdefault(name, BuildProgress()).take(event)
        for name, outcome in self._outcomes.copy().items():
            if (progress := self.progress.get(name)) is not None:
                _settle(progress, outcome)

    def as_it_stands(self, status: VariantStatus) -> VariantStatus:
        """What the engine says of a variant, overlaid with what the builds of this run say."""
        name = status.variant.name
        if name in self.running:
            return replace(status, state=VariantState.BUILDING)
        if name in self.waiting:
            return replace(status, state=VariantState.QUEUED)
        ended = self._outcomes.get(name)
        if ended is None or ended.state is VariantState.BUILT:
            return status
        return replace(status, state=ended.state, failure=str(ended.error or ""))

    def failure_of(self, name: str) -> WorkbenchError | None:
        """What the last build of a variant failed of; None where it did not, or a new one is under way."""
        ended = self._outcomes.get(name)
        return ended.error if ended else None

    def _work(self, name: str, cancel: Cancellation) -> None:
        builder, no_cache = self._orders[name]
        outcome: BuildOutcome | None = BuildOutcome(name, VariantState.BUILT)
        try:
            builder.build_one(name, no_cache=no_cache, report=self._report, cancel=cancel)
        except Cancelled:
            outcome = BuildOutcome(name, VariantState.CANCELLED)
        except (EngineGone, ReadOnly) as error:
            self._error = error
            self._queue.cancel_all()
            # What was refused before it began is no build that failed.
            is_refused = isinstance(error, ReadOnly)
            outcome = None if is_refused else BuildOutcome(name, VariantState.FAILED, error)
        except WorkbenchError as error:
            outcome = BuildOutcome(name, VariantState.FAILED, error)
        if outcome is not None:
            self._outcomes[name] = outcome
        self._host.post_message(BuildsMoved())

    def _end(self) -> None:
        outcomes = self._outcomes.copy()
        ended = tuple(outcome for name, outcome in outcomes.items() if name in self._batch)
        self._host.post_message(BuildsEnded(ended, self._error))

    def _report(self, name: str, event: BuildEvent) -> None:
        self._events.append((name, event))
        self._host.post_message(BuildsMoved())


def _settle(progress: BuildProgress, outcome: BuildOutcome) -> None:
    """Let no step run on in a build that is over."""
    if outcome.state is VariantState.CANCELLED:
        progress.cancel()
    elif progress.failed_step is not None:
        progress.stop_steps()  # BuildKit breaks off what ran beside the step that failed
