"""The pane under the variants: Dockerfile with advice, build steps, figures, the last proof, all sizes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from screens.build_nodes import build_nodes, how_far, stage_keys
from screens.dockerfile_view import DockerfileView
from screens.variant_pages import figures_page, proof_page, sizes_page
from screens.widgets.line_tree import LineTree
from screens.widgets.tab_strip import TabStrip
from screens.widgets.text_view import TextView
from workbench.domain.build_steps import BuildProgress, StepState
from workbench.domain.errors import WorkbenchError
from workbench.domain.matrix import Matrix, MatrixRow
from workbench.domain.text import clean
from workbench.formatting import age

if TYPE_CHECKING:
    from screens.base import WorkbenchScreen

_TABS = (
    ("dockerfile", "Dockerfile"),
    ("steps", "Build steps"),
    ("figures", "Figures"),
    ("proof", "Proof"),
    ("sizes", "Sizes"),
)
_NOT_BUILT = "Nothing was built in this run yet.\n\nb builds this variant, B builds all."
_QUEUED = "It waits for the builds before it.\n\nK takes it out of the queue, < and > change its place."


class VariantDetailPane(Vertical):
    """Shows one variant at a time."""

    def __init__(self, screen: WorkbenchScreen, *, id: str) -> None:
        super().__init__(id=id)
        self._screen = screen
        self._unfolded: set[str] = set()
        self._shown: dict[str, tuple[str, tuple[object, ...]]] = {}

    def compose(self) -> ComposeResult:
        """The tabs over the two views."""
        yield TabStrip(_TABS, id="tabs")
        with ContentSwitcher(initial="dockerfile", id="views"):
            yield DockerfileView(self._screen, id="dockerfile")
            yield LineTree(empty_text=_NOT_BUILT, id="steps")
            for key in ("figures", "proof", "sizes"):
                yield TextView(id=key)

    @property
    def front(self) -> Widget:
        """The view in front."""
        return self.query_one(f"#{self.query_one(TabStrip).key}")

    def turn(self, step: int) -> None:
        """Bring the next or the previous view to the front."""
        self.query_one(TabStrip).turn(step)

    def turn_to(self, key: str) -> None:
        """Bring one view to the front."""
        self.query_one(TabStrip).turn_to(key)

    def on_tab_strip_changed(self, message: TabStrip.Changed) -> None:
        """Show the other view."""
        message.stop()
        self.query_one(ContentSwitcher).current = message.key

    @property
    def dockerfile(self) -> DockerfileView:
        """The view of the Dockerfile."""
        return self.query_one(DockerfileView)

    def show_row(self, matrix: Matrix, row: MatrixRow, proving: str) -> None:
        """Draw what is known of a variant, and the sizes of all."""
        width, name = self.size.width, row.name
        ages = _ages(row)
        self._show("figures", name, (row, *ages), lambda: figures_page(row))
        self._show("proof", name, (row, proving, *ages), lambda: proof_page(row, proving))
        self._show("sizes", "", (matrix, width), lambda: sizes_page(matrix, width))

    def _show(self, view: str, subject: str, what: tuple[object, ...], draw: Callable[[], Content]) -> None:
        """Draw a page unless it stands there already; while the subject stays, so does the place."""
        before = self._shown.get(view)
        if before != (subject, what):
            self._shown[view] = (subject, what)
            is_same = before is not None and before[0] == subject
            self.query_one(f"#{view}", TextView).show(draw(), keep_place=is_same)

    def show_steps(
        self,
        name: str,
        progress: BuildProgress | None,
        error: WorkbenchError | None,
        dockerfile: Path | None,
        *,
        unfold_failure: bool,
        is_waiting: bool = False,
    ) -> None:
        """Draw the steps of a variant's build; the running or failed one is under the cursor."""
        tree = self.query_one("#steps", LineTree)
        tree.empty_text = _QUEUED if is_waiting else _NOT_BUILT
        if progress is None and error is None:
            tree.set_root_children(())
            self.query_one(TabStrip).show_subject("")
            return
        progress = progress or BuildProgress()
        source = _text(dockerfile) if dockerfile and error else ""
        tree.set_root_children(build_nodes(progress, source, dockerfile.name if dockerfile else "", error))
        for key in stage_keys(progress):
            if key not in self._unfolded:
                self._unfolded.add(key)
                tree.expand_node(key)
        failed = progress.failed_step
        running = [step for step in progress.steps.values() if step.state is StepState.RUNNING]
        if failed is not None and unfold_failure:
            tree.expand_node(failed.key)
            tree.move_to(f"{failed.key}/failure")
        elif running and not tree.has_focus:
            tree.move_to(running[-1].key)
        self.query_one(TabStrip).show_subject(clean(f"{name}: {how_far(progress, error)}"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _ages(row: MatrixRow) -> tuple[str, str]:
    """What of a page changes while nothing else does."""
    result = row.status.result
    return age(row.proof.started_at if row.proof else None), age(result.built_at if result else None)
