"""An image's history as the nodes of a tree: base parts, own steps, bars for what each weighs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from screens.widgets.spans import Span
from screens.widgets.tree_nodes import TreeNode
from workbench.domain.instructions import keyword, readable_instruction
from workbench.domain.layers import HistoryStep, HistoryTree
from workbench.formatting import age, bar, count, percent, size

_BAR_WIDTH = 10


def history_nodes(tree: HistoryTree) -> list[TreeNode]:
    """One node for each base image part and one for the image's own steps, in the order of the Dockerfile."""
    total = sum(step.size_bytes for step in _all_steps(tree)) or 1
    nodes = [
        _part(
            f"base-{index}",
            (Span("base ", "muted"), Span(", ".join(part.image_names), "accent")),
            part.steps,
            total,
        )
        for index, part in enumerate(tree.bases)
    ]
    title = "its own layers" if tree.bases else "all layers (no local image is its base)"
    nodes.append(_part("own", (Span(f"{tree.image_name} ", ""), Span(title, "muted")), tree.own_steps, total))
    return nodes


def part_keys(tree: HistoryTree) -> list[str]:
    """The keys of the nodes to unfold at first: the own layers, and the bases where there is nothing else."""
    return ["own"] if tree.own_steps else [f"base-{index}" for index in range(len(tree.bases))]


def layer_number(tree: HistoryTree, step: HistoryStep) -> int | None:
    """Which layer a step made, counted from 0; of a step without files the one before it, None before any."""
    layers = -1
    for each in _all_steps(tree):
        layers += not each.is_empty
        if each is step:
            break
    return layers if layers >= 0 else None


def _all_steps(tree: HistoryTree) -> list[HistoryStep]:
    return [step for part in tree.bases for step in part.steps] + list(tree.own_steps)


def _part(key: str, label: tuple[Span, ...], steps: Sequence[HistoryStep], total: int) -> TreeNode:
    layers = sum(not step.is_empty for step in steps)
    weight = sum(step.size_bytes for step in steps)
    what = Span(f"  {count(layers, 'layer')}", "muted")
    return TreeNode(key, (*label, what), _step_nodes(key, steps, total), None, _weight(weight, total))


def _step_nodes(part: str, steps: Sequence[HistoryStep], total: int) -> list[TreeNode]:
    """Steps that changed files one by one; runs of empty ones folded into one node each."""
    nodes: list[TreeNode] = []
    numbered = list(enumerate(steps))
    for is_empty, run in groupby(numbered, key=lambda pair: pair[1].is_empty):
        members = [_step_node(f"{part}/{index}", step, total) for index, step in run]
        if is_empty and len(members) > 1:
            words = " ".join(dict.fromkeys(keyword(_created_by(member)) for member in members))
            label = (Span(f"{len(members)} steps without files  ", "muted"), Span(words, "muted"))
            nodes.append(TreeNode(f"{members[0].key}+", label, members))
        else:
            nodes += members
    return nodes


def _step_node(key: str, step: HistoryStep, total: int) -> TreeNode:
    text = " ".join(readable_instruction(step.created_by).split()) or "(the engine names no instruction)"
    word, _, rest = text.partition(" ")
    if step.is_empty:
        return TreeNode(
            key,
            (Span(f"{word} ", "muted"), Span(rest, "muted")),
            None,
            step,
            (Span(age(step.created_at).rjust(6), "muted"),),
        )
    trailing = (*_weight(step.size_bytes, total), Span(f" {age(step.created_at):>6}", "muted"))
    return TreeNode(key, (Span(f"{word} ", "accent"), Span(rest)), None, step, trailing)


def _created_by(node: TreeNode) -> str:
    return node.data.created_by if isinstance(node.data, HistoryStep) else ""


def _weight(size_bytes: int, total: int) -> tuple[Span, ...]:
    share = size_bytes / total
    return (
        Span(bar(share, _BAR_WIDTH), "accent"),
        Span(f" {size(size_bytes):>8}"),
        Span(f" {percent(share):>5}", "muted"),
    )
