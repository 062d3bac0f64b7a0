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

        def tell(show: Callable[[], None], *, ends: bool = False) -> None:
            def shown() -> None:
                if self._cancel is not cancel or not self._owner.app.is_running:
                    return
                if ends:
                    self._cancel = None
                show()

            self._owner.call_later(shown)

        def run() -> None:
            try:
                result = work(lambda progress: tell(lambda: moved(progress)), cancel)
            except WorkbenchError as error:
                told = error
                _LOG.info("reading failed", exc_info=True)
                tell(lambda: failed(told), ends=True)
            else:
                tell(lambda: then(result), ends=True)

        threading.Thread(target=run, name="reading", daemon=True).start()

    def cancel(self) -> bool:
        """Stop what is being read; whether there was anything."""
        cancel, self._cancel = self._cancel, None
        if cancel is not None:
            cancel.cancel()
        return cancel is not None


def told(progress: ReadProgress) -> str:
    """How far a reading is, and the key that ends it."""
    name = f"{progress.image}: " if progress.image else ""
    if progress.is_preparing:
        return f"{name}the engine prepares the archive…  esc cancels"
    total = progress.total_bytes
    of = f" of about {size(total)}, {percent(progress.read_bytes / total)}" if total else ""
    return f"{name}read {size(progress.read_bytes)}{of}…  esc cancels"
