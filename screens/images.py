"""The Images screen: what images are there, and the history of the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from screens.common_keys import list_keys
from screens.error_text import error_text
from screens.history_nodes import history_nodes, part_keys
from screens.image_actions import ImageActions
from screens.image_rows import COLUMNS, SORTS, image_rows
from screens.list_screen import ListScreen
from screens.messages import ScreenAsked
from screens.widgets.filter_bar import FilterBar
from screens.widgets.line_table import LineTable
from screens.widgets.line_tree import LineTree
from screens.widgets.settle import Settle
from styles import sheet
from workbench.domain.errors import WorkbenchError
from workbench.domain.images import Image
from workbench.domain.inventory import Inventory
from workbench.domain.layers import ForestImage, HistoryTree
from workbench.services.read_layers import read_history
from workbench.services.workspace import Workspace

_EMPTY = "No images yet.\n\nBuild a variant on screen 4, or pull an image with P."
_NOTHING_MATCHES = "No image matches the filter.\n\nesc shows all again."


class ImagesScreen(ListScreen):
    """A live table of images over the history tree of one of them."""

    NOUN = "images"
    SORTS = SORTS
    CSS_PATH = sheet("images")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run_image", "Run", id="images.run", tooltip="start a container from it"),
        Binding("T", "tag", "Tag", id="images.tag", tooltip="give it one more name"),
        Binding(
            "d",
            "remove",
            "Remove",
            id="images.remove",
            tooltip="remove this tag, and the image with its last one",
        ),
        Binding("P", "pull", "Pull", id="images.pull", tooltip="fetch an image from its registry"),
        Binding("space", "mark", "Mark", show=False, id="images.mark", tooltip="mark it, to compare two"),
        Binding("c", "compare", "Compare", id="images.compare", tooltip="see the two marked side by side"),
        *list_keys(NOUN),
        Binding(
            "tab",
            "other_pane",
            "Other pane",
            show=False,
            id="images.other_pane",
            tooltip="from the table to the history and back",
        ),
    ]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.actions = ImageActions(self)
        self._sizes: dict[str, Image] = {}
        self._layers: dict[str, ForestImage] = {}
        self._measured: set[str] | None = None
        self._shown = ""

    def compose_body(self) -> ComposeResult:
        """The table over the history."""
        yield FilterBar(placeholder="filter by tag or id", id="filter")
        yield LineTable(COLUMNS, empty_text="Looking for an engine…", id="images")
        yield LineTree(empty_text="The history of the image under the cursor stands here.", id="history")

    def on_mount(self) -> None:
        """Type at the table."""
        self.table.focus()
        self.table.set_sort(self.sort)
        self._settle = Settle(self, self._read)

    @property
    def table(self) -> LineTable:
        """The table of images."""
        return self.query_one("#images", LineTable)

    @property
    def current(self) -> tuple[Image, str] | None:
        """The image under the cursor, and the tag of its row (empty without one)."""
        image_id, _, tag = (self.table.cursor_key or "").partition("\n")
        image = next((each for each in self.inventory.images if each.id == image_id), None)
        return None if image is None else (image, tag)

    # ---- what the engine says

    def engine_connected(self) -> None:
        """Measure again: nothing tells what happened meanwhile."""
        self._measured = None
        self._settle.wish()

    def show_inventory(self, inventory: Inventory) -> None:
        """Draw the images at once; sizes and layers follow."""
        self.fill()
        images = {each.id for each in inventory.images}
        if images != self._measured:
            # Asked once for each set of images: measuring takes the engine long, and news come meanwhile.
            self._measured = images
            engine = self.workspace.engine
            self.in_thread(
                "layers",
                lambda: engine.forest_images(inventory.images),
                self._show_layers,
                self.show_reading_error,
            )
            self.in_thread(
                "sizes", lambda: engine.images(with_shared=True), self._show_sizes, self.show_reading_error
            )

    def show_subject(self, subject: tuple[str, ...]) -> None:
        """Put the cursor on an image."""
        for image in self.inventory.images:
            for tag in image.tags:
                if tag in subject:
                    self.table.move_to(f"{image.id}\n{tag}")

    def _show_layers(self, images: Sequence[ForestImage]) -> None:
        self._layers = {each.id: each for each in images}
        self.fill()

    def _show_sizes(self, images: Sequence[Image]) -> None:
        self._sizes = {each.id: each for each in images}
        self.fill()

    def fill(self) -> None:
        """Draw the rows that match the words, in order."""
        self.table.empty_text = _NOTHING_MATCHES if self.words else _EMPTY
        self.table.set_rows(
            image_rows(
                self.inventory,
                self._sizes,
                self._layers,
                words=self.words,
                sort=self.sort,
                reverse=self.is_reversed,
            )
        )

    # ---- the list

    def on_line_table_highlighted(self, _message: LineTable.Highlighted) -> None:
        """Show the history of another image, once the cursor rests."""
        self._settle.wish()

    def on_line_table_chosen(self, _message: LineTable.Chosen) -> None:
        """Enter opens the image on the Layers screen."""
        if self.current is not None:
            image, tag = self.current
            self.post_message(ScreenAsked("layers", (tag or image.id,)))

    def action_other_pane(self) -> None:
        """From the table to the history and back."""
        history = self.query_one("#history", LineTree)
        (self.table if history.has_focus else history).focus()

    def _read(self) -> None:
        if self.current is None:
            self.query_one("#history", LineTree).set_root_children(())
            self._shown = ""
            return
        image, tag = self.current
        reference, engine = tag or image.id, self.workspace.engine
        if (shown := f"{image.id} {tag}") != self._shown:
            self._shown = shown
            self.in_thread(
                "history", lambda: read_history(engine, reference), self._show_history, self._no_history
            )

    def _show_history(self, history: HistoryTree) -> None:
        tree = self.query_one("#history", LineTree)
        tree.set_root_children(history_nodes(history))
        for key in part_keys(history):
            tree.expand_node(key)

    def _no_history(self, error: WorkbenchError) -> None:
        tree = self.query_one("#history", LineTree)
        tree.empty_text = error_text(error)
        tree.set_root_children(())
        self._shown = ""

    # ---- what can be done

    def action_run_image(self) -> None:
        """Start a container from it."""
        self.actions.run(self.current)

    def action_tag(self) -> None:
        """Give it one more name."""
        self.actions.tag(self.current)

    def action_remove(self) -> None:
        """Remove this tag, after asking."""
        self.actions.remove(self.current, self._sizes)

    def action_mark(self) -> None:
        """Mark or unmark the image under the cursor, and go on to the next."""
        if self.table.cursor_key is not None:
            self.table.set_marked(self.table.marked ^ {self.table.cursor_key})
            self.table.action_move(1)

    def action_compare(self) -> None:
        """Show two marked images side by side on the Layers screen, the older one first."""
        tags = {key.partition("\n")[0]: key.partition("\n")[2] for key in self.table.marked}
        marked = sorted((each.created_at, each.id) for each in self.inventory.images if each.id in tags)
        if len(marked) != 2:
            self.say("space marks an image; c compares the two that are marked.", title="Mark two images")
            return
        self.table.set_marked(())
        self.post_message(ScreenAsked("layers", tuple(tags[each] or each for _, each in marked)))

    def action_pull(self) -> None:
        """Fetch an image."""
        self.actions.pull(self.current)
