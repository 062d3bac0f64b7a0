"""The one image that the Layers screen is about: its history is read and drawn, its files when asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from screens.base import WorkbenchScreen
from screens.error_text import error_text
from screens.layer_history import HistoryPane
from screens.layer_study import LayerStudy
from screens.widgets.tab_strip import TabStrip
from workbench.domain.errors import WorkbenchError
from workbench.domain.layers import ForestImage
from workbench.domain.text import clean
from workbench.formatting import size
from workbench.services.read_layers import ImageHistory, read_tied_history


class LayerSubject:
    """No image at first; opening another one lets go of all that was known of the one before."""

    def __init__(self, screen: WorkbenchScreen, study: LayerStudy, told: Callable[[], None]) -> None:
        self._screen = screen
        self._study = study
        self._told = told
        """Called when the history was drawn, or why there is none."""
        self._history: ImageHistory | None = None
        self.reference = ""
        self.local: Sequence[ForestImage] | None = None
        """The local images, among which its bases are; None where they are not known yet."""

    def is_drawn(self, reference: str) -> bool:
        """Whether this is the image, and its history is there."""
        return reference == self.reference and self._history is not None

    def open(self, reference: str) -> None:
        """Read the history of an image; of another one than before nothing is known."""
        if reference != self.reference:
            self.reference, self._history = reference, None
            self._pane.show_problem(clean(f"Reading {reference}…"))
            self._study.forget()
        self.read()

    def read(self) -> None:
        """Read the history, be it for the first time or again, and draw it."""
        engine, app = self._screen.workspace.engine, self._screen.workspace.project
        reference, local = self.reference, self.local
        if reference:
            self._screen.in_thread(
                "history",
                lambda: read_tied_history(engine, reference, app, local),
                self._show,
                self._show_none,
            )

    def need_study(self) -> None:
        """Read all files, once its history is there."""
        if self._history is not None:
            self._study.need(self.reference, self._history)

    def _show(self, history: ImageHistory) -> None:
        tree = history.tree
        if self._history is not None and tree != self._history.tree:
            self._study.forget()
        self._history = history
        self._pane.show_history(history)
        self._screen.query_one(TabStrip).show_subject(clean(f"{tree.image_name}  {size(tree.size_bytes)}"))
        self._told()

    def _show_none(self, error: WorkbenchError) -> None:
        self._history = None
        why = error_text(error)
        self._pane.show_problem(why)
        self._told()
        # What an engine has begun to save may well come whole: what goes wrong with it, the reading tells.
        if not self._study.is_known and not self._study.is_reading:
            self._study.forget(why)

    @property
    def _pane(self) -> HistoryPane:
        return self._screen.query_one(HistoryPane)
