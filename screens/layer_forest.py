"""All local images as one forest in which a shared layer stands once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from screens.forest_nodes import ImageInForest, LayerInForest, branch_keys, forest_nodes, matching_nodes
from screens.layer_pane import LayerPane
from screens.widgets.filter_bar import FilterBar
from screens.widgets.line_tree import LineTree
from workbench.domain.forest import forest_totals
from workbench.domain.instructions import broken_lines, readable_instruction
from workbench.domain.layers import ForestImage, ForestNode
from workbench.domain.text import clean
from workbench.formatting import count, size

_NO_IMAGES = "No images yet.\n\nBuild a variant on screen 4, or pull an image on screen 2 with P."
_NOTHING_MATCHES = "No image matches the filter.\n\nesc shows all again."


class ForestTree(LineTree):
    """Enter on an image opens it elsewhere, and folds nothing here: that is for the person who comes back."""

    def choose(self) -> None:
        """Post that an image was chosen; all else unfolds."""
        node = self.cursor_node
        if node is not None and isinstance(node.data, ImageInForest):
            self.post_message(self.Chosen(node))
        else:
            super().choose()


class ForestPane(LayerPane):
    """Draws the forest; enter on an image asks for its history."""

    ACTIONS: ClassVar[frozenset[str]] = frozenset({"filter"})

    class ImageChosen(Message):
        """Somebody wants to see one image."""

        def __init__(self, reference: str) -> None:
            super().__init__()
            self.reference = reference

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._unfolded: set[str] = set()
        self._forest: Sequence[ForestNode] = ()

    def compose(self) -> ComposeResult:
        """A filter over the forest, over a line that counts."""
        yield FilterBar(placeholder="filter by the images' names", id="forest-filter")
        yield ForestTree(empty_text="Waiting for the engine…", id="forest-tree")
        yield Static(classes="layer-facts")

    @property
    def image(self) -> ForestImage | None:
        """The image under the cursor."""
        node = self.view.cursor_node
        return node.data.image if node is not None and isinstance(node.data, ImageInForest) else None

    @property
    def reference(self) -> str:
        """What to ask the engine for to get that image; empty without one."""
        return _reference(self.image) if self.image is not None else ""

    def show_wait(self, image_count: int) -> None:
        """Say what is being read, as long as there is nothing to be seen."""
        self.view.empty_text = f"Reading the layers of {count(image_count, 'image')}…"

    def show_forest(self, forest: Sequence[ForestNode]) -> None:
        """Draw it; runs that are new are unfolded, all else stays as it was."""
        self._forest = forest
        self._draw()
        totals = forest_totals(forest)
        marked = f"{totals.dangling_count} dangling, {totals.used_count} in use"
        self.say(
            f"{count(totals.image_count, 'image')}, {marked}",
            f"{size(totals.stored_bytes)} on disk ({size(totals.summed_bytes)} unshared)",
        )
        self.tell_detail()

    def _draw(self) -> None:
        words, nodes = self.query_one(FilterBar).value, forest_nodes(self._forest)
        self.view.empty_text = _NOTHING_MATCHES if words and nodes else _NO_IMAGES
        self.view.set_root_children(matching_nodes(nodes, words) if words else nodes)
        branches = branch_keys(self._forest)
        # All that is found is seen at once; else only what is new is unfolded.
        fresh = [key for key in branches if words or key not in self._unfolded]
        self._unfolded.update(branches)
        self.view.expand_nodes(fresh)

    def action_filter(self) -> None:
        """Open the filter."""
        self.query_one(FilterBar).open()

    def on_filter_bar_typed(self, message: FilterBar.Typed) -> None:
        """Filter with every key."""
        message.stop()
        self._draw()
        self.tell_detail()

    def on_filter_bar_left(self, message: FilterBar.Left) -> None:
        """Back to the forest."""
        message.stop()
        self.view.focus()

    def go_back(self) -> bool:
        """Drop the filter, if there is one."""
        return self.query_one(FilterBar).drop_if_any()

    def detail(self) -> Content:
        """What the image or the layer under the cursor is."""
        node = self.view.cursor_node
        match node.data if node is not None else None:
            case ImageInForest() as placed:
                return _image_page(placed)
            case LayerInForest() as layer:
                lines = (clean(line) for line in broken_lines(readable_instruction(layer.instruction)))
                users = count(layer.image_count, "image")
                facts = f"{layer.diff_id[:19]}  {size(layer.size_bytes)}, part of {users}"
                return Content.assemble(Content.styled(f"{clean(facts)}\n", "$text-muted"), "\n".join(lines))
            case _:
                return Content.styled("enter or space unfolds", "$text-muted")

    def on_line_tree_chosen(self, message: LineTree.Chosen) -> None:
        """Enter on an image opens its history."""
        message.stop()
        if isinstance(message.node.data, ImageInForest):
            self.post_message(self.ImageChosen(_reference(message.node.data.image)))


def _image_page(placed: ImageInForest) -> Content:
    image = placed.image
    whole = f"{count(len(image.diff_ids), 'layer')}, {size(sum(image.layer_sizes_bytes))}"
    frees = f"removing it frees {size(placed.frees_bytes)}"
    if not placed.frees_bytes:
        frees = "removing it frees nothing: other images hold all its layers"
    words = [whole, frees]
    if placed.stands_on_it:
        words.append(f"{count(placed.stands_on_it, 'image')} stand on it")
    if image.in_use:
        words.append("containers use it")
    return Content.assemble(
        Content(clean(", ".join(image.names) or f"{image.id} (dangling: no tag names it)")),
        Content.styled(f"\n{' · '.join(words)}\nenter shows its history", "$text-muted"),
    )


def _reference(image: ForestImage) -> str:
    return image.names[0] if image.names else image.id
