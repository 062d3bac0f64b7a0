"""A row of builds that runs in a thread of its own, and what is known of each."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

from workbench.domain.build_steps import BuildProgress
from workbench.domain.builds import BuildEvent
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import WorkbenchError
from workbench.domain.variants import App, VariantState, VariantStatus
from workbench.services.workspace import Workspace

if TYPE_CHECKING:
    from workbench.services.build_variants import VariantBuilder


class BuildsMoved(Message):
    """Builds told of something; the events wait in the run's queue."""

    def can_replace(self, message: Message) -> bool:
        """One of them empties the queue."""
        return isinstance(message, BuildsMoved)


class BuildsEnded(Message):
    """A row of builds is over: how the variants stand, or why it ended early."""

    def __init__(self, statuses: tuple[VariantStatus, ...], error: WorkbenchError | None) -> None:
        super().__init__()
        self.statuses = statuses
        self.error = error


class BuildRun:
    """Builds variants one after another; kept by the screen, so that leaving it ends nothing."""

    def __init__(self, host: MessagePump, workspace: Workspace) -> None:
        self._host = host
        self._workspace = workspace
        self._queue: deque[tuple[str, BuildEvent]] = deque()
        self._cancel = Cancellation()
        self._thread: threading.Thread | None = None
        self._waiting: list[str] = []
        self.current = ""
        self.progress: dict[str, BuildProgress] = {}
        self._failures: dict[str, VariantStatus] = {}

    @property
    def is_running(self) -> bool:
        """Whether a build is under way."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, app: App, names: Sequence[str], *, no_cache: bool = False) -> None:
        """Begin to build; does nothing while a row is under way."""
        if self.is_running or not names:
            return
        from workbench.services.build_options_store import BuildOptionsStore
        from workbench.services.build_variants import VariantBuilder  # brings the builders along

        self._cancel = Cancellation()
        self._waiting = list(names)
        for name in names:
            self.progress.pop(name, None)
            self._failures.pop(name, None)
        options = BuildOptionsStore(app.folder).all()
        builder = VariantBuilder(self._workspace.engine, app, options=options)
        self._thread = threading.Thread(
            target=self._build, args=(builder, tuple(names), no_cache), name="builds", daemon=True
        )
        self._thread.start()

    def cancel(self) -> None:
        """End the build that runs, on the engine too, and those that wait."""
        self._cancel.cancel()

    def stop(self, seconds: float = 5.0) -> None:
        """Cancel, and wait until the engine was told."""
        self._cancel.cancel()
        if self._thread is not None:
            self._thread.join(seconds)

    def take(self) -> None:
        """Fold what waits into the progress of each variant."""
        while self._queue:
            name, event = self._queue.popleft()
            self.current = name
            if name in self._waiting:
                self._waiting.remove(name)
            self.progress.setdefault(name, BuildProgress()).take(event)

    def settle(self, statuses: Sequence[VariantStatus]) -> None:
        """Note that the row is over; what failed stays marked until it is built again."""
        self.take()
        self._waiting = []
        self.current = ""
        for status in statuses:
            if status.state in (VariantState.FAILED, VariantState.CANCELLED):
                self._failures[status.variant.name] = status

    def as_it_stands(self, status: VariantStatus) -> VariantStatus:
        """What the engine says of a variant, overlaid with what the builds of this run say."""
        name = status.variant.name
        if self.is_running and name == self.current:
            return replace(status, state=VariantState.BUILDING)
        if self.is_running and name in self._waiting:
            return replace(status, state=VariantState.QUEUED)
        failed = self._failures.get(name)
        return status if failed is None else replace(status, state=failed.state, failure=failed.failure)

    def _build(self, builder: VariantBuilder, names: tuple[str, ...], no_cache: bool) -> None:
        statuses: tuple[VariantStatus, ...] = ()
        error: WorkbenchError | None = None
        try:
            statuses = builder.build(names, no_cache=no_cache, report=self._report, cancel=self._cancel)
        except WorkbenchError as caught:
            error = caught
        self._host.post_message(BuildsEnded(statuses, error))

    def _report(self, name: str, event: BuildEvent) -> None:
        self._queue.append((name, event))
        self._host.post_message(BuildsMoved())
