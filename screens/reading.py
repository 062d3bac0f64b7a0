"""Reading an image in a thread, with progress, so that a person can cancel it at once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from textual.widget import Widget

from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import WorkbenchError
from workbench.formatting import percent, size
from workbench.services.read_files import ReadProgress, Report

_LOG = logging.getLogger(__name__)
_Result = TypeVar("_Result")
# Laying a screen out anew takes longer than reading a block, and takes the time from the reading.
_SHOWN_EACH_SECONDS = 0.1


class Reading:
    """At most one reading at a time: starting another one cancels the one before.

    What it tells comes on the owner's own thread, and nothing comes once it is cancelled.
    """

    def __init__(self, owner: Widget) -> None:
        self._owner = owner
        self._cancel: Cancellation | None = None

    @property
    def is_running(self) -> bool:
        """Whether something is being read."""
        return self._cancel is not None

    def start(
        self,
        work: Callable[[Report, Cancellation], _Result],
        then: Callable[[_Result], None],
        failed: Callable[[WorkbenchError], None],
        moved: Callable[[ReadProgress], None],
    ) -> None:
        """Do work in a thread; tell of progress, and of the result or the error."""
        self.cancel()
        cancel = self._cancel = Cancellation()

        def is_wanted() -> bool:
            return self._cancel is cancel and self._owner.app.is_running

        def end(show: Callable[[], None]) -> None:
            def shown() -> None:
                if is_wanted():
                    self._cancel = None
                    show()

            self._owner.call_later(shown)

        def run() -> None:
            try:
                result = work(_Pulse(self._owner, is_wanted, moved).tell, cancel)
            except WorkbenchError as error:
                told = error
                _LOG.info("reading failed", exc_info=True)
                end(lambda: failed(told))
            else:
                end(lambda: then(result))

        threading.Thread(target=run, name="reading", daemon=True).start()

    def cancel(self) -> bool:
        """Stop what is being read; whether there was anything."""
        cancel, self._cancel = self._cancel, None
        if cancel is not None:
            cancel.cancel()
        return cancel is not None


class _Pulse:
    """Shows the first and the last that is told of progress, and ten times a second what comes between."""

    def __init__(
        self, owner: Widget, is_wanted: Callable[[], bool], show: Callable[[ReadProgress], None]
    ) -> None:
        self._owner = owner
        self._is_wanted = is_wanted
        self._show = show
        self._latest: ReadProgress | None = None
        self._shown: ReadProgress | None = None
        self._beats = False

    def tell(self, progress: ReadProgress) -> None:
        """Take the latest, in the thread that reads."""
        self._latest = progress
        if not self._beats:
            self._beats = True
            self._owner.call_later(self._beat)

    def _beat(self) -> None:
        latest = self._latest
        if latest is None or not self._is_wanted():
            return
        if latest is not self._shown:
            self._shown = latest
            self._show(latest)
            self._owner.set_timer(_SHOWN_EACH_SECONDS, self._beat)
            return
        self._beats = False
        # What was told before that line has woken nobody.
        if (newer := self._latest) is not None and newer is not latest:
            self.tell(newer)


def told(progress: ReadProgress) -> str:
    """How far a reading is, and the key that ends it."""
    name = f"{progress.image}: " if progress.image else ""
    if progress.is_preparing:
        return f"{name}the engine prepares the archive…  esc cancels"
    if progress.is_whole:
        return f"{name}read {size(progress.read_bytes)}, putting the layers together…  esc cancels"
    total = progress.total_bytes
    of = f" of about {size(total)}, {percent(progress.read_bytes / total)}" if total else ""
    return f"{name}read {size(progress.read_bytes)}{of}…  esc cancels"
