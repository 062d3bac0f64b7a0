"""One image's history as a tree: what its base brought, and what its own steps did."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from screens.advice_nodes import advice_sentence
from screens.history_nodes import StepInTree, history_nodes, part_keys
from screens.layer_pane import LayerPane
from screens.widgets.line_tree import LineTree
from workbench.domain.dockerfile_values import Stage
from workbench.domain.explanations import explain
from workbench.domain.instructions import broken_lines, readable_instruction
from workbench.domain.layer_advice import LayerAdvice
from workbench.domain.layers import BasePart
from workbench.domain.text import clean
from workbench.formatting import age, count, size
from workbench.services.read_layers import ImageHistory
from workbench.services.workspace import Workspace

_NONE = "No image is chosen.\n\no chooses one; enter on an image of the forest opens it."


class HistoryPane(LayerPane):
    """Draws the steps of one image; below stands the step under the cursor in full."""

    def __init__(self, workspace: Workspace, *, id: str) -> None:
        super().__init__(id=id)
        self._workspace = workspace
        self._history: ImageHistory | None = None
        self._advice: tuple[LayerAdvice, ...] = ()

    def compose(self) -> ComposeResult:
        """The steps over a line of facts."""
        yield LineTree(empty_text=_NONE, id="history-tree")
        yield Static(classes="layer-facts")

    @property
    def layer_number(self) -> int | None:
        """The layer of the step under the cursor, from 0; None before any."""
        placed = self._placed
        return placed.layer if placed is not None else None

    def show_history(self, history: ImageHistory) -> None:
        """Draw it; of another image than before the own steps are unfolded."""
        tree = history.tree
        is_other = self._history is None or self._history.tree.image_name != tree.image_name
        self._history = history
        self._draw(history)
        if is_other:
            for key in part_keys(tree):
                self.view.expand_node(key)
        self.say(f"{count(len(tree.steps), 'step')}", "a layer's size, its share, all up to it, its age")
        self.tell_detail()

    def show_advice(self, advice: tuple[LayerAdvice, ...]) -> None:
        """Mark the steps that could be smaller, once the files were read."""
        if advice != self._advice:
            self._advice = advice
            if self._history is not None:
                self._draw(self._history)
                self.tell_detail()

    def show_problem(self, why: str) -> None:
        """Say why there is no history."""
        self._history = None
        self.show_nothing(why)
        self.say()

    def detail(self) -> Content:
        """What the step under the cursor does, where it comes from, and all of it."""
        node = self.view.cursor_node
        match node.data if node is not None else None:
            case StepInTree() as placed:
                own = [
                    each for each in self._advice if placed.layer == each.layer and not placed.step.is_empty
                ]
                return _step_page(placed, self._workspace.language, own)
            case BasePart() as part:
                return _part_page(part, self._history.tree.told_base if self._history else "")
            case _:
                return Content.styled("enter or space unfolds", "$text-muted")

    def _draw(self, history: ImageHistory) -> None:
        saves: dict[int, int] = {}
        for each in self._advice:
            if each.layer is not None and each.saves_bytes:
                saves[each.layer] = saves.get(each.layer, 0) + each.saves_bytes
        self.view.set_root_children(history_nodes(history.tree, history.lines, saves))

    @property
    def _placed(self) -> StepInTree | None:
        node = self.view.cursor_node
        return node.data if node is not None and isinstance(node.data, StepInTree) else None


def _step_page(placed: StepInTree, language: str, advice: Sequence[LayerAdvice]) -> Content:
    step, line = placed.step, placed.line
    written = line.instruction if line is not None else None
    lines = (
        tuple(written.original.splitlines())
        if written is not None
        else broken_lines(readable_instruction(step.created_by))
    )
    return Content.assemble(
        Content.styled(explain(step.created_by, language, written), "$text-accent"),
        Content.styled(f"\n{clean(_facts(placed))}\n", "$text-muted"),
        Content("\n".join(clean(each) for each in lines)),
        *(Content.styled(f"\n▲ {clean(advice_sentence(each))}", "$text-warning") for each in advice),
    )


def _facts(placed: StepInTree) -> str:
    step, line = placed.step, placed.line
    facts = ["changes no file" if step.is_empty else f"adds {size(step.size_bytes)}"]
    if line is not None:
        stage = f" in {_stage(line.stage)} of {line.stage_count}" if line.stage_count > 1 else ""
        facts.append(f"{line.place}{stage}")
        if line.copied_from is not None:
            facts.append(f"from {_stage(line.copied_from)}, line {line.copied_from.line}")
    facts.append(f"{size(placed.total_bytes)} up to here")
    if step.created_at:
        facts.append(f"{age(step.created_at)} ago")
    if step.diff_id:
        facts.append(step.diff_id[:19])
    return " · ".join(facts)


def _stage(stage: Stage) -> str:
    return f"stage {stage.index + 1}" + (f" ({stage.name})" if stage.name else "")


def _part_page(part: BasePart, told_base: str) -> Content:
    names = clean(", ".join(part.image_names))
    told = f"\nThe image's labels name its base: {clean(told_base)}" if told_base else ""
    return Content.assemble(
        Content(names),
        Content.styled(f"\na local image on which this one stands; known by its layers{told}", "$text-muted"),
    )
