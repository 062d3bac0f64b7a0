"""Laying a style over parts of drawn segments."""

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style


def restyle(segments: Sequence[Segment], spans: Iterable[tuple[int, int]], style: Style) -> list[Segment]:
    """The segments with `style` over each span of characters; spans ascend and do not overlap."""
    drawn: list[Segment] = []
    pending = iter(spans)
    span = next(pending, None)
    start = 0
    for text, own, _ in segments:
        end, position = start + len(text), start
        while span is not None and span[0] < end:
            left, right = max(span[0], position), min(span[1], end)
            if left > position:
                drawn.append(Segment(text[position - start : left - start], own))
            if right > left:
                drawn.append(Segment(text[left - start : right - start], (own or Style.null()) + style))
            position = max(position, right)
            if span[1] > end:
                break
            span = next(pending, None)
        if position < end:
            drawn.append(Segment(text[position - start :], own))
        start = end
    return drawn
