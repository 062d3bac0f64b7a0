"""An image's history as the nodes of a tree: base parts, own steps, bars for what each weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from types import MappingProxyType

from screens.widgets.spans import Span
from screens.widgets.tree_nodes import TreeNode
from workbench.domain.dockerfile_ties import DockerfileLine
from workbench.domain.instructions import keyword, readable_instruction
from workbench.domain.layers import BasePart, HistoryStep, HistoryTree
from workbench.formatting import age, bar, count, percent, size

_BAR_WIDTH = 6
_NOTHING: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StepInTree:
    """One step in its place: the layer that it made (or the one before), the bytes up to it, its line."""

    step: HistoryStep
    layer: int | None
    total_bytes: int
    line: DockerfileLine | None = None
    saves_bytes: int = 0


def history_nodes(
    tree: HistoryTree, lines: Sequence[DockerfileLine | None] = (), saves: Mapping[int, int] = _NOTHING
) -> list[TreeNode]:
    """One node for each base image part and one for the image's own steps, in the order of the Dockerfile.

    What a fix would save is told by layer, counted from 0.
    """
    placed = _placed(tree, lines, saves)
    total = (placed[-1].total_bytes if placed else 0) or 1
    nodes: list[TreeNode] = []
    start = 0
    for index, part in enumerate(tree.bases):
        label = (Span("base ", "muted"), Span(", ".join(part.image_names), "accent"))
        nodes.append(_part(f"base-{index}", label, placed[start : start + len(part.steps)], total, part))
        start += len(part.steps)
    own = placed[start:]
    label = (Span(f"{tree.image_name} "), Span(_own_title(tree, own), "muted"))
    nodes.append(_part("own", label, own, total, None))
    return nodes


def part_keys(tree: HistoryTree) -> list[str]:
    """The keys of the nodes to unfold at first: the own layers, and the bases where there is nothing else."""
    return ["own"] if tree.own_steps else [f"base-{index}" for index in range(len(tree.bases))]


def step_text(step: HistoryStep, line: DockerfileLine | None) -> str:
    """The instruction on one line: as the Dockerfile has it, where a builder tells checksums of its files."""
    if line is not None:
        flags = " ".join(
            f"--{name}={value}" if value else f"--{name}" for name, value in line.instruction.flags
        )
        text = f"{line.instruction.keyword} {flags} {line.instruction.arguments}"
    else:
        text = readable_instruction(step.created_by)
    return " ".join(text.split()) or "(the engine names no instruction)"


def _placed(
    tree: HistoryTree, lines: Sequence[DockerfileLine | None], saves: Mapping[int, int]
) -> list[StepInTree]:
    layer, total = -1, 0
    placed: list[StepInTree] = []
    for step, line in zip_longest(tree.steps, lines):
        layer += not step.is_empty
        total += step.size_bytes
        saved = 0 if step.is_empty else saves.get(layer, 0)
        placed.append(StepInTree(step, layer if layer >= 0 else None, total, line, saved))
    return placed


def _own_title(tree: HistoryTree, own: Sequence[StepInTree]) -> str:
    files = dict.fromkeys(each.line.dockerfile for each in own if each.line is not None)
    title = f"its own layers from {', '.join(files)}" if files else "its own layers"
    if tree.bases:
        return title
    if tree.told_base:
        return f"all layers; its labels name the base {tree.told_base}"
    return "all layers (no local image is its base)"


def _part(
    key: str, label: tuple[Span, ...], steps: Sequence[StepInTree], total: int, data: BasePart | None
) -> TreeNode:
    layers = sum(not each.step.is_empty for each in steps)
    weight = sum(each.step.size_bytes for each in steps)
    what = Span(f"  {count(layers, 'layer')}", "muted")
    up_to = steps[-1].total_bytes if steps else 0
    trailing = (*_weight(weight, up_to, total), Span(" " * 7))
    return TreeNode(key, (*label, what), _step_nodes(key, steps, total), data, trailing)


def _step_nodes(part: str, steps: Sequence[StepInTree], total: int) -> list[TreeNode]:
    """Steps that changed files one by one; runs of empty ones folded into one node each."""
    nodes: list[TreeNode] = []
    numbered = list(enumerate(steps))
    for is_empty, run in groupby(numbered, key=lambda pair: pair[1].step.is_empty):
        members = [(_step_node(f"{part}/{index}", each, total), each) for index, each in run]
        if is_empty and len(members) > 1:
            words = " ".join(dict.fromkeys(keyword(each.step.created_by) for _, each in members))
            label = (Span(f"{len(members)} steps without files  ", "muted"), Span(words, "muted"))
            nodes.append(TreeNode(f"{members[0][0].key}+", label, [node for node, _ in members]))
        else:
            nodes += [node for node, _ in members]
    return nodes


def _step_node(key: str, placed: StepInTree, total: int) -> TreeNode:
    step, line = placed.step, placed.line
    word, _, rest = step_text(step, line).partition(" ")
    where = (Span(f":{line.instruction.line} ", "muted"),) if line is not None else ()
    when = Span(f" {age(step.created_at):>6}", "muted")
    if step.is_empty:
        return TreeNode(key, (*where, Span(f"{word} ", "muted"), Span(rest, "muted")), None, placed, (when,))
    saves = (Span(f"▲ −{size(placed.saves_bytes)} ", "warn"),) if placed.saves_bytes else ()
    trailing = (*saves, *_weight(step.size_bytes, placed.total_bytes, total), when)
    return TreeNode(key, (*where, Span(f"{word} ", "accent"), Span(rest)), None, placed, trailing)


def _weight(size_bytes: int, up_to_bytes: int, total: int) -> tuple[Span, ...]:
    """A bar over the share of the whole, the size, the share, and the sum up to here."""
    share = size_bytes / total
    return (
        Span(bar(share, _BAR_WIDTH), "accent"),
        Span(f" {size(size_bytes):>7}"),
        Span(f" {percent(share):>5}", "muted"),
        Span(f" {size(up_to_bytes):>7}"),
    )
