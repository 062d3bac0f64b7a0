"""One line of a tree: guides, the fold sign, the label, and what stands at the right edge."""

from rich.segment import Segment
from textual.strip import Strip

from screens.widgets.palette import Palette
from screens.widgets.spans import Span, fit_spans, spans_width
from screens.widgets.tree_nodes import TreeLine, drawn_spans, guides

_LEAST_LABEL = 12
"""Cells that a label keeps; where fewer would be left, the trailing text gives way."""


def fold_sign(line: TreeLine, is_open: bool) -> str:
    """The sign before a label, two cells wide."""
    if line.can_open:
        return "▼ " if is_open else "▶ "
    return "  " if line.parent is None else "─ "


def draw_node(
    line: TreeLine, width: int, palette: Palette, *, is_open: bool, under: bool, focused: bool
) -> Strip:
    """The line of a node, exactly `width` cells wide; `under` the cursor or not."""
    paper = palette.paper("cursor") if under else palette.base
    # On the bright cursor only its own colour is sure to be readable.
    plain = under and focused
    lead = " " + guides(line)[: max(0, width - _LEAST_LABEL)] + fold_sign(line, is_open)
    trailing = drawn_spans(line.node.trailing)
    room = width - len(lead) - 1
    trailing_room = spans_width(trailing)
    if trailing_room and room - trailing_room - 1 < _LEAST_LABEL:
        trailing, trailing_room = (), 0
    segments = [Segment(lead, paper if plain else paper + palette.ink("guide"))]
    label_room = room - trailing_room - 1 if trailing_room else room
    gap = (Span(" "),) if trailing_room else ()
    for text, name in (*fit_spans(drawn_spans(line.node.label), label_room), *gap, *trailing):
        segments.append(Segment(text, paper if plain or not name else paper + palette.ink(name)))
    return Strip(segments).crop_extend(0, width, paper)
