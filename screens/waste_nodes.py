"""Wasted files as the nodes of a tree: whose they are, why, and which layers wrote them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from screens.widgets.spans import PathSpan, Span
from screens.widgets.tree_nodes import TreeNode
from workbench.domain.instructions import readable_instruction
from workbench.domain.text import clean, visible
from workbench.domain.waste import Waste, WastedFile, WasteReason
from workbench.formatting import count, percent, size

_INSTRUCTION_WIDTH = 300
_WHY = {
    WasteReason.OVERWRITTEN: "a later layer holds another file of that name",
    WasteReason.SAME_CONTENT: "the same content was stored again, for another owner or mode",
    WasteReason.WRITTEN_AGAIN: "stored again with the same content, owner and mode",
    WasteReason.REMOVED: "a later layer removes it, which frees nothing",
    WasteReason.PACKAGE_CACHE: "what a package manager downloaded, not needed to run",
    WasteReason.BYTECODE: "Python makes it anew from the sources",
    WasteReason.DUPLICATE: "another file has the same content",
}


def waste_nodes(waste: Waste, layer_count: int) -> list[TreeNode]:
    """One node for the app's own waste, one for its base's; in each one for every reason."""
    nodes: list[TreeNode] = []
    if waste.base_layer_count < layer_count:
        nodes += _part("own", "its own layers", waste.own, waste.own_bytes, waste)
    if waste.base_layer_count:
        nodes += _part("base", "the base's layers", waste.base, waste.base_bytes, waste)
    return nodes


def own_key(waste: Waste) -> str | None:
    """The key of the node to unfold at first."""
    return "own" if waste.own else "base" if waste.base else None


def waste_detail(wasted: WastedFile, instructions: Sequence[str]) -> Content:
    """Why a file is waste, and what the layers that wrote it were made by."""
    lines = [f"{size(wasted.size_bytes)}, {wasted.reason.value}: {_WHY[wasted.reason]}"]
    for layer in wasted.written_in:
        lines.append(f"written by layer {layer + 1}: {_instruction(instructions, layer)}")
    if wasted.ended_in is not None and wasted.ended_in not in wasted.written_in:
        lines.append(f"ended by layer {wasted.ended_in + 1}: {_instruction(instructions, wasted.ended_in)}")
    if wasted.copy_of:
        lines.append(f"the first copy is /{wasted.copy_of}")
    facts = "\n".join(clean(visible(line)) for line in lines)
    path = clean(visible(f"/{wasted.path}"))
    return Content.assemble(Content(path), Content.styled(f"\n{facts}", "$text-muted"))


def _part(key: str, title: str, files: Sequence[WastedFile], size_bytes: int, waste: Waste) -> list[TreeNode]:
    if not files:
        label = (Span(title), Span("  nothing is wasted", "good"))
        return [TreeNode(key, label, None, None, (Span(f"{size(0):>8}"),))]
    by_reason: dict[WasteReason, list[WastedFile]] = {}
    for each in files:
        by_reason.setdefault(each.reason, []).append(each)
    reasons = [_reason(f"{key}/{reason.name}", reason, found) for reason, found in by_reason.items()]
    reasons.sort(key=lambda pair: -pair[0])
    share = percent(size_bytes / waste.stored_bytes) if waste.stored_bytes else ""
    label = (Span(title), Span(f"  {count(len(files), 'file')}, {share} of the image", "muted"))
    return [TreeNode(key, label, [node for _, node in reasons], None, (Span(f"{size(size_bytes):>8}"),))]


def _reason(key: str, reason: WasteReason, files: Sequence[WastedFile]) -> tuple[int, TreeNode]:
    total = sum(each.size_bytes for each in files)
    label = (Span(reason.value, "warn"), Span(f"  {count(len(files), 'file')}: {_WHY[reason]}", "muted"))
    return total, TreeNode(key, label, lambda: _files(key, files), None, (Span(f"{size(total):>8}"),))


def _files(key: str, files: Sequence[WastedFile]) -> list[TreeNode]:
    return [
        TreeNode(
            f"{key}/{each.path}",
            (PathSpan(visible(each.path)),),
            None,
            each,
            (Span(f"{_layers(each)} ", "muted"), Span(f"{size(each.size_bytes):>8}")),
        )
        for each in files
    ]


def _layers(wasted: WastedFile) -> str:
    """The layers that wrote it, and the one that ended it: `3+5→7`."""
    written = "+".join(str(layer + 1) for layer in wasted.written_in)
    ended = wasted.ended_in is not None and wasted.ended_in not in wasted.written_in
    return f"layer {written}" + (f" → {(wasted.ended_in or 0) + 1}" if ended else "")


def _instruction(instructions: Sequence[str], layer: int) -> str:
    text = " ".join(readable_instruction(instructions[layer]).split()) if layer < len(instructions) else ""
    return clean(text, _INSTRUCTION_WIDTH) or "(the image does not say by what)"
