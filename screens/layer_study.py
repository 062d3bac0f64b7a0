"""Reads all files of the image on the Layers screen, once a tab needs them, and tells the tabs of it."""

from __future__ import annotations

from textual.widget import Widget

from screens.error_text import error_text
from screens.layer_files import LayerFilesPane
from screens.layer_history import HistoryPane
from screens.layer_waste import WastePane
from screens.reading import Reading, told
from workbench.domain.errors import WorkbenchError
from workbench.services.read_files import FilesCache, ReadProgress
from workbench.services.read_layers import ImageHistory
from workbench.services.study_image import ImageStudy, study_image
from workbench.services.workspace import Workspace

_READING = "Reading every file of every layer…"


class LayerStudy:
    """What is known of an image's files: nothing yet, how far the reading is, all, or why not."""

    def __init__(self, owner: Widget, workspace: Workspace, cache: FilesCache) -> None:
        self._owner = owner
        self._workspace = workspace
        self._cache = cache
        self._reading = Reading(owner)
        self._study: ImageStudy | None = None

    @property
    def is_reading(self) -> bool:
        """Whether the files are being read."""
        return self._reading.is_running

    @property
    def is_known(self) -> bool:
        """Whether the files were read."""
        return self._study is not None

    def need(self, reference: str, history: ImageHistory) -> None:
        """Read all files of the image, unless that was done or is under way."""
        if self.is_known or self.is_reading:
            return
        engine, cache = self._workspace.engine, self._cache
        for pane in self._panes:
            pane.show_study(None, _READING)
        self._reading.start(
            lambda report, cancel: study_image(
                engine, reference, history, report=report, cancel=cancel, cache=cache
            ),
            self._show,
            self._failed,
            self._moved,
        )

    def forget(self, why: str = _READING) -> None:
        """Stop reading, show no files any more, and say why."""
        self._reading.cancel()
        self._study = None
        self._history_pane.show_advice(())
        for pane in self._panes:
            pane.show_study(None, why)

    def stop(self) -> None:
        """Stop reading; nothing is shown."""
        self._reading.cancel()

    def _show(self, study: ImageStudy) -> None:
        self._study = study
        for pane in self._panes:
            pane.show_study(study)
        self._history_pane.show_advice(study.advice)

    def _failed(self, error: WorkbenchError) -> None:
        self.forget(error_text(error))

    def _moved(self, progress: ReadProgress) -> None:
        for pane in self._panes:
            pane.say(told(progress))

    @property
    def _panes(self) -> tuple[LayerFilesPane, WastePane]:
        return self._owner.query_one(LayerFilesPane), self._owner.query_one(WastePane)

    @property
    def _history_pane(self) -> HistoryPane:
        return self._owner.query_one(HistoryPane)
