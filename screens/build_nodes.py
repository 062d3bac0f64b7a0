"""A build's steps as the nodes of a tree, each step's output folded under it."""

from __future__ import annotations

from screens.widgets.spans import Span
from screens.widgets.tree_nodes import TreeNode
from workbench.domain.build_steps import BuildProgress, BuildStep, StepState
from workbench.formatting import bar, duration, size

_SIGNS = {
    StepState.RUNNING: ("▸", "warn"),
    StepState.CACHED: ("≡", "accent"),
    StepState.DONE: ("✓", "good"),
    StepState.FAILED: ("✗", "bad"),
}


def build_nodes(progress: BuildProgress) -> list[TreeNode]:
    """The context, then a node a step."""
    nodes: list[TreeNode] = []
    if progress.context is not None:
        sent = progress.context
        total = f" of {size(sent.total_bytes)}" if sent.total_bytes else ""
        label = (
            Span("✓ " if sent.sent_bytes == sent.total_bytes else "▸ ", "muted"),
            Span(f"build context, {sent.file_count} files", "muted"),
        )
        nodes.append(
            TreeNode("context", label, None, None, (Span(f"{size(sent.sent_bytes)}{total}", "muted"),))
        )
    return [*nodes, *(_step_node(step) for step in progress.steps.values())]


def _step_node(step: BuildStep) -> TreeNode:
    sign, style = _SIGNS[step.state]
    number = f"{step.index}/{step.total} " if step.total else f"{step.index} "
    stage = (Span(f"{step.stage} ", "muted"),) if step.stage else ()
    label = (Span(f"{sign} ", style), Span(number, "muted"), *stage, Span(step.title))
    first = step.line_count - len(step.lines)
    output = [
        TreeNode(
            f"{step.key}/{first + index}",
            (Span(line, "bad" if is_error and step.state is StepState.FAILED else "muted"),),
        )
        for index, (line, is_error) in enumerate(step.lines)
    ]
    if step.failure:
        output.append(TreeNode(f"{step.key}/failure", (Span(step.failure, "bad"),)))
    return TreeNode(step.key, label, output or None, step, _trailing(step))


def _trailing(step: BuildStep) -> tuple[Span, ...]:
    _, style = _SIGNS[step.state]
    match step.state:
        case StepState.CACHED:
            return (Span("CACHED", style),)
        case StepState.RUNNING if step.progress is not None and step.progress.total_bytes:
            moved = step.progress
            share = moved.current_bytes / moved.total_bytes if moved.total_bytes else 0.0
            return (Span(f"{bar(share, 10)} {size(moved.current_bytes)}", style),)
        case StepState.RUNNING:
            return (Span("running", style),)
        case _:
            return (Span(duration(step.seconds), style),)
