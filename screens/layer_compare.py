"""Two images side by side: a paragraph that says it all, over what one has and the other has not."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from screens.compare_nodes import compare_detail, compare_nodes
from screens.error_text import error_text
from screens.layer_pane import LayerPane
from screens.reading import Reading, told
from screens.widgets.line_tree import LineTree
from workbench.domain.errors import WorkbenchError
from workbench.domain.file_nodes import Mark
from workbench.domain.image_diff import ImageDiff
from workbench.domain.text import clean
from workbench.services.compare_images import summary
from workbench.services.read_comparison import read_comparison
from workbench.services.read_files import FilesCache, ReadProgress
from workbench.services.workspace import Workspace

_NONE = (
    "No images are compared.\n\nc compares this image with another; on screen 2, space marks and c compares."
)

_LEGEND = f"{Mark.REMOVED.value} only before   {Mark.ADDED.value} only after   {Mark.CHANGED.value} changed"
_UNFOLDED = 5
"""A part with no more differences than these shows them at once."""


class ComparePane(LayerPane):
    """Reads both images, with progress, and draws how they differ."""

    def __init__(self, workspace: Workspace, cache: FilesCache, *, id: str) -> None:
        super().__init__(id=id)
        self._workspace = workspace
        self._cache = cache
        self._reading = Reading(self)
        self._diff: ImageDiff | None = None

    def compose(self) -> ComposeResult:
        """The paragraph, the differences, how far it is."""
        yield Static(id="summary")
        yield LineTree(empty_text=_NONE, id="compare-tree")
        yield Static(classes="layer-facts")

    def on_mount(self) -> None:
        """A paragraph needs no room while there is none."""
        self.query_one("#summary", Static).display = False

    def on_unmount(self) -> None:
        """Nothing is read that nobody sees."""
        self._reading.cancel()

    def compare(self, before: str, after: str) -> None:
        """Show the second image against the first."""
        engine, cache = self._workspace.engine, self._cache
        self._diff = None
        self.query_one("#summary", Static).display = False
        self.show_nothing(clean(f"Reading {before} and {after}…"))
        self._reading.start(
            lambda report, cancel: read_comparison(
                engine, before, after, report=report, cancel=cancel, cache=cache
            ),
            self._show,
            self._no_diff,
            self._moved,
        )

    def detail(self) -> Content:
        """What differs under the cursor."""
        node = self.view.cursor_node
        if self._diff is None or node is None:
            return Content.styled(
                "Files differ by content, kind, owner or mode, not by times.", "$text-muted"
            )
        return compare_detail(node.data)

    def go_back(self) -> bool:
        """Stop reading."""
        if not self._reading.cancel():
            return False
        self.show_nothing("Stopped.\n\nc compares again.")
        self.say()
        return True

    def _moved(self, progress: ReadProgress) -> None:
        self.say(told(progress))

    def _show(self, diff: ImageDiff) -> None:
        self._diff = diff
        paragraph = self.query_one("#summary", Static)
        paragraph.update(Content(clean(summary(diff))))
        paragraph.display = True
        nodes = compare_nodes(diff)
        self.view.empty_text = "The two images are the same."
        self.view.set_root_children(nodes)
        self.view.collapse_all()
        for node in nodes:
            if not callable(node.children) and len(node.children or ()) <= _UNFOLDED:
                self.view.expand_node(node.key)
        self.say(f"{diff.before} → {diff.after}", _LEGEND)
        self.tell_detail()

    def _no_diff(self, error: WorkbenchError) -> None:
        self.show_nothing(error_text(error))
        self.say()
