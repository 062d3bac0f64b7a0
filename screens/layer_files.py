"""The files of an image: those of one layer, or all up to and including it, as a tree that is marked."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from screens.widgets.line_tree import LineTree
from screens.widgets.spans import Span
from screens.widgets.tree_nodes import TreeNode
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import WorkbenchError
from workbench.domain.file_nodes import FileNode, Mark
from workbench.domain.file_trees import FileOrder, FileTree, file_tree, name_of
from workbench.domain.text import clean
from workbench.domain.waste import Waste, find_waste
from workbench.formatting import count, percent, size
from workbench.services.read_files import FilesCache, ReadProgress, read_files
from workbench.services.workspace import Workspace

_STYLES = {Mark.ADDED: "good", Mark.CHANGED: "warn", Mark.REMOVED: "bad", Mark.UNCHANGED: ""}


class LayerFilesPane(Vertical):
    """Reads an image's archive once, with progress, and shows the files of one layer at a time."""

    class Moved(Message):
        """The reading moved on."""

        def __init__(self, progress: ReadProgress) -> None:
            super().__init__()
            self.progress = progress

        def can_replace(self, message: Message) -> bool:
            """Only the newest progress matters."""
            return isinstance(message, LayerFilesPane.Moved)

    class Ended(Message):
        """The reading is over."""

        def __init__(
            self, reference: str, found: ImageFiles | None, waste: Waste | None, error: WorkbenchError | None
        ) -> None:
            super().__init__()
            self.reference = reference
            self.found = found
            self.waste = waste
            self.error = error

    def __init__(self, workspace: Workspace, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._workspace = workspace
        self._cache = FilesCache()
        self._cancel = Cancellation()
        self._reference = ""
        self._layer: int | None = None
        self._found: ImageFiles | None = None
        self._waste: Waste | None = None
        self._whole = False
        self._order = FileOrder.NAME

    def compose(self) -> ComposeResult:
        """The tree over a line that counts."""
        yield LineTree(empty_text="Choose an image first: o.", id="file-tree")
        yield Static(id="file-facts")

    def on_unmount(self) -> None:
        """Nothing is read that nobody sees."""
        self._cancel.cancel()

    @property
    def view(self) -> LineTree:
        """The tree of files."""
        return self.query_one(LineTree)

    def show(self, reference: str, layer: int | None, base_layers: int) -> None:
        """Show the files of a layer (None: the last) of an image, which is read first if need be."""
        self._layer = layer
        if reference == self._reference:
            self._draw()
            return
        self._cancel.cancel()
        self._cancel = Cancellation()
        self._reference, self._found, self._waste = reference, None, None
        self._say("the engine prepares the archive…  x cancels")
        self.view.empty_text = "The engine prepares the archive of the image…"
        self.view.set_root_children(())
        arguments = (reference, base_layers, self._cancel)
        threading.Thread(target=self._read, args=arguments, name="files", daemon=True).start()

    def cancel(self) -> None:
        """Stop reading."""
        if self._found is None and self._reference:
            self._cancel.cancel()
            self._reference = ""
            self.view.empty_text = "Stopped. f reads the files again."
            self.view.set_root_children(())
            self._say("stopped")

    def toggle_whole(self) -> None:
        """All files up to and including the layer, or only what it did."""
        self._whole = not self._whole
        self._draw()

    def toggle_order(self) -> None:
        """The largest first, or by name."""
        self._order = FileOrder.SIZE if self._order is FileOrder.NAME else FileOrder.NAME
        self._draw()

    def on_layer_files_pane_moved(self, message: Moved) -> None:
        """Say how far the reading is."""
        message.stop()
        if self._found is None and not message.progress.is_preparing:
            total = message.progress.total_bytes
            of = f" of about {size(total)}" if total else ""
            self._say(f"read {size(message.progress.read_bytes)}{of}…  x cancels")

    def on_layer_files_pane_ended(self, message: Ended) -> None:
        """Show the files, or say what went wrong and show what was read before."""
        message.stop()
        if message.reference != self._reference:
            return
        self._found, self._waste = message.found, message.waste
        if message.error is not None:
            self.view.empty_text = clean(f"{message.error.message}\n\n{message.error.hint}")
            self.view.set_root_children(())
            self._say("not read")
            self._reference = ""
            return
        self._draw()

    def _read(self, reference: str, base_layers: int, cancel: Cancellation) -> None:
        found, waste, error = None, None, None
        try:
            engine = self._workspace.engine
            found = read_files(engine, reference, report=self._report, cancel=cancel, cache=self._cache)
            waste = find_waste(found.layers, base_layers)
        except WorkbenchError as caught:
            error = caught
        if not cancel.is_cancelled:
            self.post_message(self.Ended(reference, found, waste, error))

    def _report(self, progress: ReadProgress) -> None:
        self.post_message(self.Moved(progress))

    def _draw(self) -> None:
        found = self._found
        if found is None or not found.layers:
            return
        layer = min(self._layer if self._layer is not None else len(found.layers) - 1, len(found.layers) - 1)
        files = file_tree(found.layers, layer, only_changes=not self._whole)
        self.view.empty_text = "This layer changes no file."
        self.view.set_root_children(_nodes(files, files.root, self._order))
        what = "all files up to" if self._whole else "what is done by"
        parts = [
            f"{what} layer {layer + 1} of {len(found.layers)}",
            f"{count(files.root.file_count, 'file')}, {size(files.root.size_bytes)}",
        ]
        if self._waste is not None:
            parts.append(
                f"wasted {size(self._waste.wasted_bytes)}, efficiency {percent(self._waste.efficiency)}"
            )
        if found.failure is not None:
            parts.append(f"not whole: {clean(found.failure.message)}")
        self._say("  ·  ".join(parts))

    def _say(self, text: str) -> None:
        self.query_one("#file-facts", Static).update(Content(text))


def _nodes(files: FileTree, folder: FileNode, order: FileOrder) -> Sequence[TreeNode]:
    """The nodes of a folder; those of the folders in it are made when they are unfolded."""
    return [_node(files, each, order) for each in files.children(folder, order)]


def _node(files: FileTree, node: FileNode, order: FileOrder) -> TreeNode:
    entry = files.entry(node)
    style = _STYLES[node.mark]
    name = f"{name_of(node)}/" if node.is_folder else name_of(node)
    target = f" → {entry.target}" if entry is not None and entry.target else ""
    label = (Span(f"{node.mark.value} ", style), Span(name, style), Span(target, "muted"))
    rights = f"{entry.permissions} {entry.owner:>11} " if entry is not None else ""
    trailing = (Span(rights, "muted"), Span(f"{size(node.size_bytes):>8}"))
    children = (lambda: _nodes(files, node, order)) if node.is_folder and node.children else None
    return TreeNode(node.path, label, children, node, trailing)
