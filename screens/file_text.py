"""A file's content drawn line by line: highlighted text, or bytes in hexadecimal."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip

from screens.widgets.line_canvas import LineCanvas
from workbench.domain.file_content import hex_line, hex_line_count, language_of
from workbench.domain.text import clean, visible

_HIGHLIGHTED_BYTES = 256 * 1024
_LONGEST_LINE = 20_000
_STEP_CELLS = 8


def text_lines(path: str, text: str) -> list[Content]:
    """The lines of a text, with signs for what they hide, highlighted where it is not too long for that."""
    lines = [clean(visible(line.expandtabs(8)), _LONGEST_LINE) for line in text.splitlines()]
    if len(text) > _HIGHLIGHTED_BYTES:
        return [Content(line) for line in lines]
    from textual.highlight import highlight  # brings pygments along

    return highlight("\n".join(lines), language=language_of(path, text)).split("\n", allow_blank=True)


class FileText(LineCanvas):
    """Scrolls through a file by keys, also sideways; no line is wrapped."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_lines(-1)", "Up", show=False, id="file.up"),
        Binding("down,j", "scroll_lines(1)", "Down", show=False, id="file.down"),
        Binding("pageup,ctrl+u", "scroll_pages(-1)", "Page up", show=False, id="file.page_up"),
        Binding("pagedown,ctrl+d,space", "scroll_pages(1)", "Page down", show=False, id="file.page_down"),
        Binding("home,g", "edge(0)", "First line", show=False, id="file.first"),
        Binding("end,G", "edge(1)", "Last line", show=False, id="file.last"),
        Binding("left,h", "sideways(-1)", "Left", show=False, id="file.left"),
        Binding("right,l", "sideways(1)", "Right", show=False, id="file.right"),
    ]

    def __init__(self, content: bytes, lines: list[Content] | None) -> None:
        super().__init__(empty_text="The file is empty.", id="content")
        self._content = content
        self._lines = lines
        self._left = 0

    @property
    def is_hex(self) -> bool:
        """Whether bytes are shown, not text."""
        return self._lines is None

    @property
    def line_count(self) -> int:
        """How many lines the text has, or the bytes take."""
        return hex_line_count(self._content) if self._lines is None else len(self._lines)

    def show(self, lines: list[Content] | None) -> None:
        """Show text, or bytes where there is none."""
        self._lines, self._left = lines, 0
        self.strips.clear()
        self.fit_to_lines()
        self.scroll_home(animate=False)
        self.refresh()

    def on_mount(self) -> None:
        """Tell the scrollbar how much there is."""
        self.fit_to_lines()

    def draw_line(self, index: int, width: int) -> Strip:
        """One line, with its number before text."""
        if self._lines is None:
            segments = [Segment(f" {hex_line(self._content, index)}", self.palette.base)]
            return Strip(segments).crop_extend(0, width, self.palette.base)
        digits = max(3, len(str(len(self._lines))))
        number = Segment(f" {index + 1:>{digits}}  ", self.palette.drawn("muted"))
        rest = width - digits - 3
        drawn = self._lines[index].render(self.visual_style, "", self.app.stylesheet.parse_style)
        line = Strip([Segment(text, style.rich_style) for text, style in drawn])
        line = line.crop_extend(self._left, self._left + rest, self.palette.base)
        return Strip([number, *line])

    def action_scroll_lines(self, lines: int) -> None:
        """Scroll by lines."""
        self.scroll_relative(y=lines, animate=False)

    def action_scroll_pages(self, pages: int) -> None:
        """Scroll by pages."""
        self.scroll_relative(y=pages * self.page_lines, animate=False)

    def action_edge(self, end: int) -> None:
        """Scroll to the first line, or the last."""
        (self.scroll_end if end else self.scroll_home)(animate=False)

    def action_sideways(self, steps: int) -> None:
        """See what stands to the left or right of the window."""
        widest = max((len(line) for line in self._lines or ()), default=0)
        self._left = max(0, min(self._left + steps * _STEP_CELLS, widest - _STEP_CELLS))
        self.refresh()
