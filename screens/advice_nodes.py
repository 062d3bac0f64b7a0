"""Advice on an image's layers as the nodes of a tree."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from screens.widgets.spans import Span
from screens.widgets.tree_nodes import TreeNode
from workbench.domain.layer_advice import LayerAdvice
from workbench.domain.text import clean
from workbench.formatting import count, size

ADVICE_KEY = "advice"


def advice_nodes(advice: Sequence[LayerAdvice]) -> list[TreeNode]:
    """One node with all advice in it; none where there is none."""
    if not advice:
        return []
    saves = sum(each.saves_bytes for each in advice if each.layer is not None)
    children = [
        TreeNode(
            f"{ADVICE_KEY}/{index}",
            (Span(f"{each.where}  ", "accent"), Span(each.reason)),
            None,
            each,
            (Span(f"{size(each.saves_bytes):>8}" if each.saves_bytes else " " * 8),),
        )
        for index, each in enumerate(advice)
    ]
    label = (Span("advice"), Span(f"  {count(len(advice), 'hint')}", "muted"))
    trailing = (Span("its own layers could save ", "muted"), Span(f"{size(saves):>8}"))
    return [TreeNode(ADVICE_KEY, label, children, None, trailing)]


def advice_detail(advice: LayerAdvice) -> Content:
    """Why a layer could be smaller, and what to write."""
    examples = "".join(f"\n  /{each}" for each in advice.examples)
    files = f" in {count(advice.file_count, 'file')}, as" if advice.examples else ""
    saves = f"saves {size(advice.saves_bytes)}" if advice.saves_bytes else "nothing needless was found"
    return Content.assemble(
        Content.styled(clean(f"{advice.where}: {advice.reason}"), "$text-warning"),
        Content(f"\n{clean(advice.fix)}" if advice.fix else ""),
        Content.styled(
            f"\n{saves}{files}" + "\n".join(clean(line) for line in examples.split("\n")), "$text-muted"
        ),
    )


def advice_sentence(advice: LayerAdvice) -> str:
    """The same on one line."""
    saves = f"saves {size(advice.saves_bytes)}: " if advice.saves_bytes else ""
    return f"{saves}{advice.reason}. {advice.fix}".strip()
