"""The pane under the variants: the Dockerfile with its advice, or the steps of the build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from screens.build_nodes import build_nodes
from screens.dockerfile_view import DockerfileView
from screens.widgets.line_tree import LineTree
from screens.widgets.tab_strip import TabStrip
from workbench.domain.build_steps import BuildProgress, StepState
from workbench.domain.text import clean

if TYPE_CHECKING:
    from screens.base import WorkbenchScreen

_TABS = (("dockerfile", "Dockerfile"), ("steps", "Build steps"))
_NOT_BUILT = "Nothing was built in this run yet.\n\nb builds this variant, B builds all."


class VariantDetailPane(Vertical):
    """Shows one variant at a time."""

    def __init__(self, screen: WorkbenchScreen, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._screen = screen

    def compose(self) -> ComposeResult:
        """The tabs over the two views."""
        yield TabStrip(_TABS, id="tabs")
        with ContentSwitcher(initial="dockerfile", id="views"):
            yield DockerfileView(self._screen, id="dockerfile")
            yield LineTree(empty_text=_NOT_BUILT, id="steps")

    @property
    def front(self) -> Widget:
        """The view in front."""
        return self.query_one(f"#{self.query_one(TabStrip).key}")

    def turn(self) -> None:
        """Bring the other view to the front."""
        self.query_one(TabStrip).turn(1)

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

    def show_steps(self, name: str, progress: BuildProgress | None, *, unfold_failure: bool) -> None:
        """Draw the steps of a variant's build; the running or failed one is under the cursor."""
        tree = self.query_one("#steps", LineTree)
        if progress is None:
            tree.set_root_children(())
            self.query_one(TabStrip).show_subject("")
            return
        tree.set_root_children(build_nodes(progress))
        failed = progress.failed_step
        running = [step for step in progress.steps.values() if step.state is StepState.RUNNING]
        if failed is not None and unfold_failure:
            tree.expand_node(failed.key)
            tree.move_to(f"{failed.key}/failure")
        elif running and not tree.has_focus:
            tree.move_to(running[-1].key)
        done = f"{progress.finished_count} of {len(progress.steps)} steps, {progress.cached_count} cached"
        self.query_one(TabStrip).show_subject(clean(f"{name}: {done}"))
