"""One image's history as a tree: what its base brought, and what its own steps did."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from screens.history_nodes import history_nodes, layer_number, part_keys
from screens.layer_pane import LayerPane
from screens.widgets.line_tree import LineTree
from workbench.domain.instructions import broken_lines, readable_instruction
from workbench.domain.layers import HistoryStep, HistoryTree
from workbench.domain.text import clean
from workbench.formatting import age, size

_NONE = "No image is chosen.\n\no chooses one; enter on an image of the forest opens it."


class HistoryPane(LayerPane):
    """Draws the steps of one image; below stands the step under the cursor in full."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._history: HistoryTree | None = None

    def compose(self) -> ComposeResult:
        """The steps over a line of facts."""
        yield LineTree(empty_text=_NONE, id="history-tree")
        yield Static(classes="layer-facts")

    @property
    def layer_number(self) -> int | None:
        """The layer of the step under the cursor, from 0; None before any."""
        step = self._step
        return layer_number(self._history, step) if self._history is not None and step is not None else None

    def show_history(self, history: HistoryTree) -> None:
        """Draw it; of another image than before the own steps are unfolded."""
        is_other = self._history is None or self._history.image_name != history.image_name
        self._history = history
        self.view.set_root_children(history_nodes(history))
        if is_other:
            for key in part_keys(history):
                self.view.expand_node(key)
        self.tell_detail()

    def show_problem(self, why: str) -> None:
        """Say why there is no history."""
        self._history = None
        self.show_nothing(why)

    def detail(self) -> Content:
        """The step under the cursor in full."""
        step = self._step
        if step is None:
            return Content.styled("enter or space unfolds", "$text-muted")
        lines = broken_lines(readable_instruction(step.created_by))
        facts = "changes no file" if step.is_empty else f"adds {size(step.size_bytes)}"
        facts += f" · {age(step.created_at)} ago" if step.created_at else ""
        facts += f" · {step.diff_id[:19]}" if step.diff_id else ""
        return Content.assemble(
            Content("\n".join(clean(line) for line in lines)), Content.styled(f"\n{facts}", "$text-muted")
        )

    @property
    def _step(self) -> HistoryStep | None:
        node = self.view.cursor_node
        return node.data if node is not None and isinstance(node.data, HistoryStep) else None
