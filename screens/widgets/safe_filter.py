"""The last guard of the terminal: every line of every widget passes here on its way out."""

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

# Controls, bidirectional marks and lone surrogates. They measure no cells, so taking them out moves nothing.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class SafeFilter(LineFilter):
    """Takes out of drawn text whatever a terminal would obey, and links that text brought along."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, unchanged when there is nothing to take out."""
        if all(map(_is_safe, segments)):
            return segments
        return [_made_safe(segment) for segment in segments]


def _is_safe(segment: Segment) -> bool:
    text, style, _ = segment
    if style is not None and style.link:
        return False
    return (text.isascii() and text.isprintable()) or not _UNSAFE.search(text)


def _made_safe(segment: Segment) -> Segment:
    text, style, control = segment
    if style is not None and style.link:
        style = style.update_link(None)
    return Segment(_UNSAFE.sub("", text), style, control)
