"""A scrolling widget that draws only the lines that are seen, with an empty state and cached strips."""

from textwrap import wrap
from typing import ClassVar, TypedDict, Unpack

from rich.segment import Segment
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from screens.widgets.palette import STYLE_NAMES, Palette
from screens.widgets.spans import fit
from screens.widgets.spans import width as cells
from screens.widgets.viewport import Viewport
from workbench.domain.text import clean


class CanvasOptions(TypedDict, total=False):
    """What every line-drawn widget can be made with."""

    empty_text: str
    id: str
    classes: str


class LineCanvas(ScrollView, can_focus=True):
    """Lines drawn on demand under an optional header; a subclass counts and draws them."""

    HEADER_LINES: ClassVar[int] = 0
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--header",
        "line--cursor",
        "line--empty",
        "line--mark",
        "line--guide",
        *(f"line--{name}" for name in STYLE_NAMES),
    }

    def __init__(self, **options: Unpack[CanvasOptions]) -> None:
        super().__init__(id=options.get("id"), classes=options.get("classes"))
        self._empty_text = options.get("empty_text", "")
        self._palette: Palette | None = None
        self._viewport: Viewport | None = None
        self.strips: LRUCache[tuple[object, ...], Strip] = LRUCache(512)

    @property
    def line_count(self) -> int:
        """How many lines there are, without the header."""
        raise NotImplementedError

    def draw_line(self, index: int, width: int) -> Strip:
        """One line, exactly `width` cells wide."""
        raise NotImplementedError

    def draw_header(self, width: int) -> Strip:
        """The header line, exactly `width` cells wide."""
        return Strip.blank(width, self.palette.paper("header"))

    @property
    def viewport(self) -> Viewport:
        """Where the window stands; the same for all lines of one painting."""
        if self._viewport is not None:
            return self._viewport
        offset = self.scroll_offset
        return Viewport(self.room, offset.y, offset.x, self.line_count, self.text_selection)

    @property
    def palette(self) -> Palette:
        """The colours of the present theme."""
        if self._palette is None:
            self._palette = Palette(self)
        return self._palette

    @property
    def empty_text(self) -> str:
        """What is shown when there are no lines; drawn as it stands."""
        return self._empty_text

    @empty_text.setter
    def empty_text(self, text: str) -> None:
        if text != self._empty_text:
            self._empty_text = text
            if not self.line_count:
                self.refresh()

    @property
    def page_lines(self) -> int:
        """How many lines are seen at once."""
        return max(1, self.size.height - self.HEADER_LINES)

    @property
    def room(self) -> int:
        """The cells of a line that no scrollbar covers."""
        return max(1, self.size.width - self.scrollbar_size_vertical)

    def seen_lines(self) -> range:
        """The numbers of the lines that are in view."""
        top = self.scroll_offset.y
        return range(min(top, self.line_count), min(top + self.page_lines, self.line_count))

    def repaint_line(self, index: int) -> None:
        """Paint one line anew, if it is seen."""
        self.refresh_line(index + self.HEADER_LINES)

    def fit_to_lines(self) -> None:
        """Take the number of lines over into the scrollbar."""
        self.take_extent(Size(1, self.line_count + self.HEADER_LINES))

    def take_extent(self, size: Size) -> None:
        """Scroll over so much; where no scrollbar comes or goes, nothing is laid out anew.

        Textual lays the whole screen out with each change of a virtual size: at thirty changes a second, that
        took a third of the time that a log costs.
        """
        if size == self.virtual_size:
            return
        if self.styles.auto_dimensions:
            self.virtual_size = size
        else:
            self.set_reactive(Widget.virtual_size, size)  # pyright: ignore[reportArgumentType] - open type
            self._scroll_update(size)

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._palette = None
        self.strips.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw lines of the window."""
        self._viewport = self.viewport
        try:
            return super().render_lines(crop)
        finally:
            self._viewport = None

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        seen = self.viewport
        if y < self.HEADER_LINES:
            return self.draw_header(seen.cells)
        if not seen.line_count:
            return self.draw_empty(y - self.HEADER_LINES, seen.cells)
        index = y - self.HEADER_LINES + seen.top
        if index >= seen.line_count:
            return Strip.blank(seen.cells, self.palette.base)
        return self.draw_line(index, seen.cells)

    def draw_empty(self, y: int, width: int) -> Strip:
        """One line of the empty text, which stands in the middle."""
        room = max(1, width - 2)
        lines = [part for line in self._empty_text.split("\n") for part in wrap(clean(line), room) or [""]]
        index = y - max(0, (self.page_lines - len(lines)) // 2)
        text = lines[index] if 0 <= index < len(lines) else ""
        left = " " * max(0, (width - cells(text)) // 2)
        return Strip([Segment(fit(left + text, width), self.palette.drawn("empty"))], width)
