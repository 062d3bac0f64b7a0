"""The part of a drawn line that stands in the window, with the offsets that selecting text needs."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


def clip(segments: Sequence[Segment], start: int, cells: int, row: int, padding: Style) -> list[Segment]:
    """Exactly `cells` cells from `start` on; each segment says which character of `row` it begins with."""
    if not all(segment.text.isascii() for segment in segments):
        body = Strip(segments)
        # Offsets count characters, the window counts cells.
        character = len(body.crop(0, start).text) if start else 0
        return [*body.crop_extend(start, start + cells, padding).apply_offsets(character, row)]
    clipped: list[Segment] = []
    position, end = 0, start + cells
    length = sum(len(segment.text) for segment in segments)
    if length < end:
        segments = _padded(segments, end - length, padding)
    for text, style, _ in segments:
        after = position + len(text)
        if after > start and position < end:
            first = max(start, position)
            part = text[first - position : end - position]
            clipped.append(Segment(part, (style or padding) + _offset(first, row)))
        position = after
    return clipped


def _padded(segments: Sequence[Segment], cells: int, padding: Style) -> list[Segment]:
    """With so many cells more: the last segment grows where it looks alike, for each costs its own offset."""
    *before, last = segments or [Segment("", padding)]
    if (last.style or padding) == padding:
        return [*before, Segment(last.text + " " * cells, padding)]
    return [*segments, Segment(" " * cells, padding)]


def _offset(character: int, row: int) -> Style:
    return Style.from_meta({"offset": (character, row)})
