"""The Layers screen: all images as a forest, one by its history, files and waste, two side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import ContentSwitcher

from screens.base import WorkbenchScreen
from screens.error_text import error_text
from screens.layer_compare import ComparePane
from screens.layer_files import LayerFilesPane
from screens.layer_forest import ForestPane
from screens.layer_history import HistoryPane
from screens.layer_keys import LAYER_KEYS, TABS
from screens.layer_pane import LayerPane
from screens.layer_study import LayerStudy
from screens.layer_subject import LayerSubject
from screens.layer_waste import WastePane
from screens.widgets.tab_strip import TabStrip
from screens.widgets.text_view import TextView
from styles import sheet
from workbench.domain.errors import WorkbenchError
from workbench.domain.forest import images_of
from workbench.domain.images import Image
from workbench.domain.inventory import Inventory
from workbench.domain.layers import ForestNode
from workbench.formatting import size
from workbench.services.read_files import FilesCache
from workbench.services.read_layers import read_forest
from workbench.services.workspace import Workspace

_NO_IMAGE = "No image is chosen.\n\no chooses one; enter on an image of the forest opens it."
_PATIENCE_SECONDS = 0.1
"""An engine that takes longer is seen to be asked."""
_STUDIED = ("files", "waste")
"""The tabs for which all files of an image must be read."""


class LayersScreen(WorkbenchScreen):
    """Tabs with a tree each, over what is to be said of the node under the cursor."""

    NOUN = "layers"
    CSS_PATH = sheet("layers")
    BINDINGS: ClassVar[list[BindingType]] = [*LAYER_KEYS]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._known: tuple[str, ...] | None = None
        self._turning: Timer | None = None
        self._cache = FilesCache()
        self._study = LayerStudy(self, workspace, self._cache)
        self._subject = LayerSubject(self, self._study, self._history_told)

    def compose_body(self) -> ComposeResult:
        """The tabs, over the node under the cursor."""
        yield TabStrip(TABS, id="tabs")
        with ContentSwitcher(initial="forest", id="panes"):
            yield ForestPane(id="forest")
            yield HistoryPane(self.workspace, id="history")
            yield LayerFilesPane(self.workspace, id="files")
            yield WastePane(id="waste")
            yield ComparePane(self.workspace, self._cache, id="compare")
        with Vertical(id="step"):
            yield TextView(id="instruction")

    def on_mount(self) -> None:
        """Type at the forest."""
        self.front.view.focus()

    def on_unmount(self) -> None:
        """Nothing is read that nobody sees."""
        self._study.stop()

    @property
    def front(self) -> LayerPane:
        """The pane of the tab in front."""
        return self.query_one(f"#{self.query_one(TabStrip).key}", LayerPane)

    @property
    def _is_at_forest(self) -> bool:
        """Whether keys are meant for the forest, and not for an image that is about to take its place."""
        return self._turning is None and isinstance(self.front, ForestPane)

    # ---- what the engine says

    def engine_connected(self) -> None:
        """Read again: what was asked for meanwhile found no engine."""
        self._known = None

    def show_inventory(self, inventory: Inventory) -> None:
        """Read the forest again when other images are there."""
        known = tuple(sorted(f"{each.id} {each.tags}" for each in inventory.images)) + tuple(
            sorted({each.image_id for each in inventory.containers})
        )
        if known != self._known:
            self._known = known
            engine = self.workspace.engine
            self._subject.local = None
            self.query_one(ForestPane).show_wait(len(inventory.images))
            self.in_thread(
                "forest", lambda: read_forest(engine, inventory), self._show_forest, self._no_forest
            )
            self._subject.read()

    def show_subject(self, subject: tuple[str, ...]) -> None:
        """Show the history of an image, or two images side by side."""
        if len(subject) > 1:
            self._compare(subject[0], subject[1])
        elif subject:
            self._turn_to("history")
            self._subject.open(subject[0])

    def _no_forest(self, error: WorkbenchError) -> None:
        """Leave no page empty; what was last seen stays."""
        forest = self.query_one(ForestPane)
        if not forest.view.line_count:
            forest.show_nothing(error_text(error))
        self.show_reading_error(error)

    def _show_forest(self, forest: Sequence[ForestNode]) -> None:
        self._subject.local = images_of(forest)
        self.query_one(ForestPane).show_forest(forest)

    def _open_history(self, reference: str) -> None:
        """Turn to the history of an image once it is there: drawn twice, it would come later."""
        if self._subject.is_drawn(reference):
            self._turn_to("history")
        else:
            self._turning = self.set_timer(_PATIENCE_SECONDS, self._turn_to_history)
        self._subject.open(reference)

    def _turn_to_history(self) -> None:
        if self._turning is not None:
            self._turning.stop()
            self._turning = None
            self._turn_to("history")

    def _history_told(self) -> None:
        self._turn_to_history()
        if self.query_one(TabStrip).key in _STUDIED:
            self._subject.need_study()

    # ---- tabs and panes

    def on_tab_strip_changed(self, message: TabStrip.Changed) -> None:
        """Bring the other tree to the front."""
        message.stop()
        self._turning = None
        self._bring_to_front()

    def _turn_to(self, key: str) -> None:
        """Bring a tab to the front at once: by its own message it would come a drawing later."""
        self.query_one(TabStrip).turn_to(key)
        self._bring_to_front()

    def _bring_to_front(self) -> None:
        switcher, key = self.query_one(ContentSwitcher), self.query_one(TabStrip).key
        if switcher.current == key:
            return
        switcher.current = key
        if key in _STUDIED:
            if not self._subject.reference:
                self._study.forget(_NO_IMAGE)
            self.query_one(LayerFilesPane).show_layer(self.query_one(HistoryPane).layer_number)
            self._subject.need_study()
        self.front.view.focus()
        self.front.tell_detail()
        self.refresh_bindings()

    def on_layer_pane_detailed(self, message: LayerPane.Detailed) -> None:
        """Tell what the node under the cursor is."""
        if message.pane is self.front:
            self.query_one("#instruction", TextView).show(message.detail)

    def on_forest_pane_image_chosen(self, message: ForestPane.ImageChosen) -> None:
        """Open the history of an image of the forest."""
        self._open_history(message.reference)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show the keys of the pane in front, and not those of the others."""
        if not self.is_mounted:
            return True
        if action == "pane":
            return bool(parameters) and parameters[0] in self.front.ACTIONS
        if action in _STUDIED:
            return action != self.query_one(TabStrip).key
        return super().check_action(action, parameters)

    # ---- keys

    async def action_pane(self, action: str) -> None:
        """Have the pane in front do something."""
        await self.app.run_action(action, self.front)

    def action_turn(self, step: int) -> None:
        """Bring the next or previous tab to the front."""
        self.query_one(TabStrip).turn(step)

    def action_files(self) -> None:
        """Show the files of the layer under the cursor."""
        self._turn_to_studied("files")

    def action_waste(self) -> None:
        """Show what is wasted in the image."""
        self._turn_to_studied("waste")

    def _turn_to_studied(self, key: str) -> None:
        reference = self.query_one(ForestPane).reference
        if self._is_at_forest and reference:
            self._subject.open(reference)
        elif not self._subject.reference:
            self.say(_NO_IMAGE.partition("\n\n")[2], title="No image is chosen")
            return
        self._turning = None
        self._turn_to(key)
        self._subject.need_study()

    def action_back(self) -> None:
        """Stop what is under way, drop the filter, or go back to all images."""
        if self.front.go_back():
            return
        if self._study.is_reading and self.query_one(TabStrip).key in _STUDIED:
            self._study.forget("Stopped.\n\nf reads the files again.")
            return
        self._turn_to("forest")

    def action_unfold(self) -> None:
        """Unfold the whole tree in front."""
        self.front.unfold_all()

    def action_fold(self) -> None:
        """Fold the whole tree in front."""
        self.front.view.collapse_all()

    def action_choose(self) -> None:
        """Choose an image by name."""
        self._ask_for_image("Show the history of", self._open_history)

    def action_compare(self) -> None:
        """Choose the image to compare this one with."""
        before = self.query_one(ForestPane).reference if self._is_at_forest else self._subject.reference
        if not before:
            self._ask_for_image("Compare which image?", self._compare_with)
        else:
            self._compare_with(before)

    def _compare_with(self, before: str) -> None:
        self._ask_for_image(f"Compare {before} with", lambda after: self._compare(before, after), but=before)

    def _compare(self, before: str, after: str) -> None:
        self._turn_to("compare")
        self.query_one(ComparePane).compare(before, after)

    def _ask_for_image(self, title: str, then: Callable[[str], None], but: str = "") -> None:
        from screens.widgets.dialogs import ChoiceDialog  # only when asked for

        images = [
            each for each in sorted(self.inventory.images, key=_by_name) if but not in (each.id, each.name)
        ]
        choices = [(each.name, each.name, size(each.size_bytes)) for each in images]

        def chosen(reference: str | None) -> None:
            if reference is not None:
                then(reference)

        self.app.push_screen(ChoiceDialog(title=title, choices=choices), chosen)


def _by_name(image: Image) -> tuple[bool, str]:
    return (image.is_dangling, image.name)
