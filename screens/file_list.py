"""A tree of files with a filter, an order, and a way from one change to the next."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Static

from screens.file_filter import FileFilterBar
from screens.file_rows import file_nodes, folders_to_unfold
from screens.layer_pane import LayerPane
from screens.reading import Reading
from screens.widgets.filter_bar import FilterBar
from screens.widgets.line_tree import LineTree
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import WorkbenchError
from workbench.domain.file_changes import next_change
from workbench.domain.file_nodes import FileNode
from workbench.domain.file_search import FileSearch
from workbench.domain.file_trees import FileOrder, FileTree
from workbench.services.patient_expressions import patient_path_pattern
from workbench.services.read_files import ReadProgress

_UNFOLDED_FILES = 2000
"""A filter that leaves no more files than these shows them all at once."""
_MOST_UNFOLDED = 10_000
_PATIENCE_SECONDS = 0.2


class FileListPane(LayerPane):
    """Laying layers upon one another and searching in them is a thread's; drawing and moving are its own."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.order = FileOrder.NAME
        self.shown: FileTree | None = None
        self._all: FileTree | None = None
        self._search: FileSearch | None = None
        self._laying = Reading(self)
        self._indexing = Reading(self)
        self._patience: Timer | None = None

    def compose(self) -> ComposeResult:
        """A filter over the tree, over a line that counts."""
        yield FileFilterBar(id="file-filter")
        yield LineTree(empty_text="Choose an image first: o.", id="file-tree")
        yield Static(classes="layer-facts")

    def on_unmount(self) -> None:
        """Nothing is laid that nobody sees."""
        self._laying.cancel()
        self._indexing.cancel()

    @property
    def node(self) -> FileNode | None:
        """The file or folder under the cursor."""
        node = self.view.cursor_node
        return node.data if node is not None and isinstance(node.data, FileNode) else None

    @property
    def is_filtered(self) -> bool:
        """Whether files are left out."""
        return self.shown is not self._all

    @property
    def filter_name(self) -> str:
        """How the words of the filter are meant."""
        return "the expression" if self.query_one(FileFilterBar).is_regex else "the text"

    def tell_facts(self) -> None:
        """Say how much is shown; each kind of list says."""
        raise NotImplementedError

    def forget(self, why: str) -> None:
        """Show no files, and say why."""
        self._laying.cancel()
        self._indexing.cancel()
        self._all = self._search = self.shown = None
        self.show_nothing(why)
        self.say()

    def lay(self, work: Callable[[], FileTree]) -> None:
        """Show the files that a thread finds."""
        self._work("putting the layers together…", lambda _cancel: work(), self._laid)

    def drop_filter(self) -> bool:
        """Show all files again; whether some were left out."""
        return self.query_one(FileFilterBar).drop_if_any()

    def reveal(self, path: str) -> None:
        """Unfold the folders above a file, and go there."""
        parts = path.split("/")
        self.view.expand_nodes("/".join(parts[:depth]) for depth in range(1, len(parts)))
        self.view.move_to(path)

    def unfold_all(self) -> None:
        """Unfold as many levels as a person may look through; all of them where that is not too much."""
        if self.shown is None:
            return
        folders, is_all = folders_to_unfold(self.shown, _MOST_UNFOLDED)
        self.view.expand_nodes(folders)
        if not is_all:
            self.app.notify("There are too many files to unfold them all; / finds some.", markup=False)

    # ---- the filter

    def on_filter_bar_typed(self, message: FilterBar.Typed) -> None:
        """Filter with every key."""
        message.stop()
        if message.words:
            self._filter()
        elif self._all is not None:
            self._laying.cancel()
            node = self.node
            self.view.collapse_all()
            self._draw(self._all)
            if node is not None:
                self.reveal(node.path)

    def on_filter_bar_left(self, message: FilterBar.Left) -> None:
        """Back to the tree."""
        message.stop()
        self.view.focus()

    def action_filter(self) -> None:
        """Open the filter; what it needs is made ready while the first letter is typed."""
        self.query_one(FileFilterBar).open()
        self._index()

    def action_order(self) -> None:
        """The largest first, or by name."""
        self.order = FileOrder.SIZE if self.order is FileOrder.NAME else FileOrder.NAME
        if self.shown is not None:
            self._draw(self.shown)

    def action_next_change(self) -> None:
        """Go to the next changed file."""
        self._to_change(backwards=False)

    def action_previous_change(self) -> None:
        """Go to the changed file before."""
        self._to_change(backwards=True)

    def _work(
        self, what: str, work: Callable[[Cancellation], FileTree], then: Callable[[FileTree], None]
    ) -> None:
        """Let a thread make a tree in place of the one before; where that takes a while, say what it is."""

        def tell() -> None:
            if self._laying.is_running:
                self.say(what)

        self._laying.start(lambda _report, cancel: work(cancel), then, self._failed, _ignore)
        if self._patience is not None:
            self._patience.stop()
        self._patience = self.set_timer(_PATIENCE_SECONDS, tell)

    def _laid(self, tree: FileTree) -> None:
        self._indexing.cancel()
        self._all, self._search = tree, None
        if self.query_one(FileFilterBar).value:
            self._filter()
        else:
            self._draw(tree)

    def _draw(self, tree: FileTree) -> None:
        self.shown = tree
        none = f"No file matches {self.filter_name}.\n\n{self.query_one(FileFilterBar).other_meaning}"
        self.view.empty_text = none if self.is_filtered else "This layer changes no file."
        self.view.set_root_children(file_nodes(tree, self.order))
        if self.is_filtered and tree.root.file_count <= _UNFOLDED_FILES:
            self.view.expand_nodes(folders_to_unfold(tree, _MOST_UNFOLDED)[0])
            self._to_match(tree)
        self.tell_facts()
        self.tell_detail()

    def _to_match(self, tree: FileTree) -> None:
        """Where the cursor is on a folder, the first file that was found is looked for."""
        first = next((each for each in tree.walk(self.order) if not each.is_folder), None)
        if first is not None and (self.node is None or self.node.is_folder):
            self.view.move_to(first.path)

    def _index(self) -> None:
        """Make ready what finds files, unless that was done or is under way."""
        tree = self._all
        if tree is not None and self._search is None and not self._indexing.is_running:
            self._indexing.start(
                lambda _report, _cancel: FileSearch(tree), self._indexed, self._failed, _ignore
            )

    def _indexed(self, search: FileSearch) -> None:
        self._search = search
        if self.query_one(FileFilterBar).value:
            self._filter()

    def _filter(self) -> None:
        search, bar = self._search, self.query_one(FileFilterBar)
        if search is None:
            self._index()
            return
        words, is_regex = bar.value, bar.is_regex
        self._work(
            "looking through the files…",
            lambda cancel: search.filtered(patient_path_pattern(words, is_regex=is_regex), cancel.check),
            self._draw,
        )

    def _failed(self, error: WorkbenchError) -> None:
        self.say(f"✗ {error.message}", *([error.hint] if error.hint else []))

    def _to_change(self, *, backwards: bool) -> None:
        if self.shown is None:
            return
        found = next_change(self.shown, self.node, self.order, backwards=backwards)
        if found is None:
            self.app.notify("There is no further change that way.", markup=False)
        else:
            self.reveal(found.path)


def _ignore(_progress: ReadProgress) -> None:
    """Laying layers is quick: nothing is told of it."""
