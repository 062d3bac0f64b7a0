"""Text whose wrapped lines go on under their own beginning: under the last column, or under the sign."""

from __future__ import annotations

import re

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_BLANKS = re.compile(r" *")
_SIGN = re.compile(r"[^\w\s]{1,2} ")


def hanging(content: Content, width: int) -> Content:
    """The lines of content, none wider than so many cells; what goes on is indented under its column."""
    lines: list[Content] = []
    for line in content.split(allow_blank=True):
        if line.cell_length <= width:
            lines.append(line)
            continue
        at = _column(line.plain, width // 2)
        head, tail = line[:at], line[at:]
        indent = head.cell_length
        first, *others = tail.wrap(max(1, width - indent))
        lines += [head + first, *(other.pad_left(indent) for other in others)]
    return Content("\n").join(lines)


class HangingText(Widget):
    """Shows content wrapped to its own width."""

    def __init__(self, content: Content | None = None, *, id: str | None = None, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._content = content or Content()
        self._wrapped: tuple[int, Content] | None = None

    def update(self, content: Content) -> None:
        """Show other content; the screen is laid out anew only where it takes another room."""
        if content.is_same(self._content):
            return
        room = self._room()
        self._content, self._wrapped = content, None
        self.refresh(layout=room is None or self._room() != room)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as its widest line, if there is room."""
        return min(self._widest(), container.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as it is once it is wrapped."""
        return self._at(width).plain.count("\n") + 1

    def render(self) -> Content:
        """The wrapped content."""
        return self._at(self.content_size.width)

    def _room(self) -> tuple[int, int] | None:
        """Its widest line, and how many lines it takes; None before it has a place."""
        width = self.content_size.width
        return (self._widest(), self._at(width).plain.count("\n")) if width else None

    def _widest(self) -> int:
        return max((line.cell_length for line in self._content.split(allow_blank=True)), default=0)

    def _at(self, width: int) -> Content:
        if self._wrapped is None or self._wrapped[0] != width:
            self._wrapped = width, hanging(self._content, max(1, width))
        return self._wrapped[1]


def _column(text: str, most: int) -> int:
    """Where the last column begins, after its sign (✗, ▲, -#) if it has one; 0 beyond so many characters."""
    blanks = _BLANKS.match(text)
    ends = [blanks.end() if blanks else 0, *(gap.end() for gap in _GAP.finditer(text))]
    at = max((end for end in ends if end <= most), default=0)
    sign = _SIGN.match(text, at)
    return sign.end() if sign and sign.end() <= most else at
