"""The Layers screen: one image's history as a tree, and all local images as one forest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import ContentSwitcher

from screens.base import WorkbenchScreen
from screens.forest_nodes import branch_keys, forest_nodes
from screens.history_nodes import history_nodes, layer_number, part_keys
from screens.layer_files import LayerFilesPane
from screens.widgets.line_tree import LineTree
from screens.widgets.tab_strip import TabStrip
from screens.widgets.text_view import TextView
from styles import sheet
from workbench.domain.errors import WorkbenchError
from workbench.domain.file_nodes import FileNode
from workbench.domain.images import Image
from workbench.domain.instructions import broken_lines, readable_instruction
from workbench.domain.inventory import Inventory
from workbench.domain.layers import ForestImage, ForestNode, HistoryStep, HistoryTree
from workbench.domain.text import clean
from workbench.formatting import age, size
from workbench.services.read_layers import read_forest, read_history
from workbench.services.workspace import Workspace

_TABS = (("forest", "All images"), ("history", "One image"), ("files", "Files"))


class LayersScreen(WorkbenchScreen):
    """A tree over the instruction of the step under the cursor."""

    NOUN = "layers"
    CSS_PATH = sheet("layers")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "files", "Files", id="layers.files", tooltip="the files of the layer under the cursor"),
        Binding(
            "a", "whole", "All/Layer", id="layers.whole", tooltip="all files up to it, or only what it did"
        ),
        Binding("z", "by_size", "By size", show=False, id="layers.by_size", tooltip="the largest first"),
        Binding("x", "cancel", "Cancel", show=False, id="layers.cancel", tooltip="stop reading files"),
        Binding(
            "left_square_bracket",
            "turn(-1)",
            "Previous tab",
            key_display="[",
            show=False,
            id="layers.previous_tab",
        ),
        Binding(
            "right_square_bracket", "turn(1)", "Next tab", key_display="]", show=False, id="layers.next_tab"
        ),
        Binding(
            "o",
            "choose",
            "Other image",
            id="layers.choose",
            tooltip="choose the image whose history is shown",
        ),
        Binding("E", "unfold", "Unfold all", id="layers.unfold", tooltip="unfold the whole tree"),
        Binding("C", "fold", "Fold all", show=False, id="layers.fold", tooltip="fold the whole tree"),
        Binding("escape", "turn_to('forest')", "Back", show=False, id="layers.back"),
    ]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._image = ""
        self._known: tuple[str, ...] | None = None
        self._unfolded: set[str] = set()
        self._history: HistoryTree | None = None
        self._layer: int | None = None

    def compose_body(self) -> ComposeResult:
        """Two trees of which one is in front, over the step."""
        yield TabStrip(_TABS, id="tabs")
        with ContentSwitcher(initial="forest", id="trees"):
            yield LineTree(empty_text="Reading the layers of all images…", id="forest")
            yield LineTree(
                empty_text="No image is chosen.\n\no chooses one; enter on an image of the forest opens it.",
                id="history",
            )
            yield LayerFilesPane(self.workspace, id="files")
        with Vertical(id="step"):
            yield TextView(id="instruction")

    def on_mount(self) -> None:
        """Type at the forest."""
        self.query_one("#forest", LineTree).focus()

    # ---- what the engine says

    def show_inventory(self, inventory: Inventory) -> None:
        """Read the forest again when other images are there."""
        known = tuple(sorted(f"{each.id} {each.tags}" for each in inventory.images)) + tuple(
            sorted({each.image_id for each in inventory.containers})
        )
        if known != self._known:
            self._known = known
            engine = self.workspace.engine
            self.in_thread("forest", lambda: read_forest(engine), self._show_forest)
            if self._image:
                self._read_image(self._image)

    def show_subject(self, subject: tuple[str, ...]) -> None:
        """Show the history of an image."""
        if subject:
            self._open_image(subject[0])

    def _show_forest(self, forest: Sequence[ForestNode]) -> None:
        tree = self.query_one("#forest", LineTree)
        nodes = forest_nodes(forest)
        tree.empty_text = (
            "No images yet.\n\nBuild a variant on screen 4, or pull an image on screen 2 with P."
        )
        tree.set_root_children(nodes)
        for key in branch_keys(forest):
            if key not in self._unfolded:
                self._unfolded.add(key)
                tree.expand_node(key)

    def _open_image(self, reference: str) -> None:
        self._image = reference
        self.query_one(TabStrip).turn_to("history")
        self._read_image(reference)

    def _read_image(self, reference: str) -> None:
        engine = self.workspace.engine
        self.in_thread(
            "history", lambda: read_history(engine, reference), self._show_history, self._no_history
        )

    def _show_history(self, history: HistoryTree) -> None:
        tree = self.query_one("#history", LineTree)
        is_other = self._history is None or self._history.image_name != history.image_name
        self._history = history
        tree.set_root_children(history_nodes(history))
        if is_other:
            self._layer = None
            for key in part_keys(history):
                tree.expand_node(key)
        self.query_one(TabStrip).show_subject(clean(f"{history.image_name}  {size(history.size_bytes)}"))

    def _no_history(self, error: WorkbenchError) -> None:
        tree = self.query_one("#history", LineTree)
        tree.empty_text = clean(f"{error.message}\n\n{error.hint}")
        tree.set_root_children(())

    # ---- keys

    def on_tab_strip_changed(self, message: TabStrip.Changed) -> None:
        """Bring the other tree to the front."""
        self.query_one(ContentSwitcher).current = message.key
        if message.key == "files":
            self._show_files()
        tree = self._front
        tree.focus()
        self._show_step(tree.cursor_node.data if tree.cursor_node else None)

    def on_line_tree_highlighted(self, message: LineTree.Highlighted) -> None:
        """Tell what the node under the cursor is."""
        if message.tree is self._front:
            data = message.node.data if message.node else None
            if isinstance(data, HistoryStep) and self._history is not None:
                self._layer = layer_number(self._history, data)
            self._show_step(data)

    def on_line_tree_chosen(self, message: LineTree.Chosen) -> None:
        """Enter on an image of the forest opens its history."""
        if isinstance(message.node.data, ForestImage):
            self._open_image(_reference(message.node.data))

    def action_turn(self, step: int) -> None:
        """Bring the next or previous tab to the front."""
        self.query_one(TabStrip).turn(step)

    def action_files(self) -> None:
        """Read the files of the layer under the cursor."""
        if not self._image:
            self.say("o chooses one; enter on an image of the forest opens it.", title="No image is chosen")
            return
        self.query_one(TabStrip).turn_to("files")
        self._show_files()

    def action_whole(self) -> None:
        """All files up to the layer, or only what it did."""
        self.query_one(LayerFilesPane).toggle_whole()

    def action_by_size(self) -> None:
        """The largest files first, or by name."""
        self.query_one(LayerFilesPane).toggle_order()

    def action_cancel(self) -> None:
        """Stop reading files."""
        self.query_one(LayerFilesPane).cancel()

    def action_turn_to(self, key: str) -> None:
        """Bring one tree to the front."""
        self.query_one(TabStrip).turn_to(key)

    def action_unfold(self) -> None:
        """Unfold the whole tree in front."""
        self._front.expand_all()

    def action_fold(self) -> None:
        """Fold the whole tree in front."""
        self._front.collapse_all()

    def action_choose(self) -> None:
        """Choose an image by name."""
        from screens.widgets.dialogs import ChoiceDialog  # only when asked for

        images = sorted(self.inventory.images, key=_by_name)
        choices = [(each.name, each.name, size(each.size_bytes)) for each in images]
        self.app.push_screen(ChoiceDialog(title="Show the history of", choices=choices), self._chosen)

    def _chosen(self, reference: str | None) -> None:
        if reference is not None:
            self._open_image(reference)

    @property
    def _front(self) -> LineTree:
        key = self.query_one(TabStrip).key
        return self.query_one(LayerFilesPane).view if key == "files" else self.query_one(f"#{key}", LineTree)

    def _show_files(self) -> None:
        if self._image and self._history is not None:
            bases = [step for part in self._history.bases for step in part.steps if not step.is_empty]
            self.query_one(LayerFilesPane).show(self._image, self._layer, len(bases))

    def _show_step(self, data: object) -> None:
        self.query_one("#instruction", TextView).show(_step_page(data))


def _step_page(data: object) -> Content:
    """What is to be said of a step or of an image."""
    match data:
        case HistoryStep():
            lines = broken_lines(readable_instruction(data.created_by))
            facts = "changes no file" if data.is_empty else f"adds {size(data.size_bytes)}"
            facts += f" · {age(data.created_at)} ago" if data.created_at else ""
            facts += f" · {data.diff_id[:19]}" if data.diff_id else ""
            return Content("").join(
                [
                    Content("\n".join(clean(line) for line in lines)),
                    Content.styled(f"\n{facts}", "$text-muted"),
                ]
            )
        case ForestImage():
            own = f"{len(data.diff_ids)} layers, {size(sum(data.layer_sizes_bytes))}"
            return Content("").join(
                [
                    Content(clean(", ".join(data.names) or data.id)),
                    Content.styled(f"\n{own}; enter shows its history", "$text-muted"),
                ]
            )
        case FileNode():
            return Content(clean(f"/{data.path}"))
        case _:
            return Content.styled("enter or space unfolds", "$text-muted")


def _reference(image: ForestImage) -> str:
    return image.names[0] if image.names else image.id


def _by_name(image: Image) -> tuple[bool, str]:
    return (image.is_dangling, image.name)
