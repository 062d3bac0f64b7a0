"""The cursor of line-drawn lists: it moves by keys and mouse, stays in view, and tells where it stands."""

from typing import Unpack

from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from screens.widgets.line_canvas import CanvasOptions, LineCanvas


def movement_bindings(noun: str) -> list[BindingType]:
    """The keys that move a cursor, with the ids `noun.up` and so on."""
    moves = (
        ("up,k", "move(-1)", "Up", "up"),
        ("down,j", "move(1)", "Down", "down"),
        ("pageup", "page(-1.0)", "Page up", "page_up"),
        ("pagedown", "page(1.0)", "Page down", "page_down"),
        ("ctrl+u", "page(-0.5)", "Half a page up", "half_page_up"),
        ("ctrl+d", "page(0.5)", "Half a page down", "half_page_down"),
        ("home,g", "edge(0)", "First", "first"),
        ("end,G", "edge(-1)", "Last", "last"),
    )
    return [
        Binding(keys, action, text, show=False, id=f"{noun}.{name}") for keys, action, text, name in moves
    ]


class CursorView(LineCanvas):
    """A canvas whose lines have keys, and a cursor on one of them."""

    ALLOW_SELECT = False

    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    """The line that the cursor stands on, from 0."""

    def __init__(self, **options: Unpack[CanvasOptions]) -> None:
        super().__init__(**options)
        self._told: str | None = None

    def key_at(self, index: int) -> str:
        """The key of a line."""
        raise NotImplementedError

    def tell_highlighted(self) -> None:
        """Post the message that the cursor stands on another key."""
        raise NotImplementedError

    def choose(self) -> None:
        """Act on enter, or on a click on the cursor's line."""
        raise NotImplementedError

    def click_header(self, x: int) -> None:
        """Act on a click on the header."""

    @property
    def cursor_key(self) -> str | None:
        """The key under the cursor; None when there are no lines."""
        return self.key_at(self.cursor) if self.line_count else None

    def place_cursor(self, index: int, keep_seen: bool) -> None:
        """Put the cursor on a line after the lines changed, and tell when its key is another."""
        self.set_reactive(CursorView.cursor, self.validate_cursor(index))
        if keep_seen:
            self.show_cursor()
        self._tell()

    def show_cursor(self) -> None:
        """Scroll as little as needed for the cursor to be seen."""
        top, page = self.scroll_offset.y, self.page_lines
        target = min(max(top, self.cursor - page + 1), self.cursor)
        if target != top:
            self.scroll_to(y=target, animate=False, force=True, immediate=True)

    def validate_cursor(self, index: int) -> int:
        """Keep the cursor on a line."""
        return max(0, min(index, self.line_count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint the two lines, and follow the cursor."""
        self.repaint_line(old)
        self.repaint_line(new)
        self.show_cursor()
        self._tell()

    def _tell(self) -> None:
        key = self.cursor_key
        if key != self._told:
            self._told = key
            self.tell_highlighted()

    def on_resize(self) -> None:
        """Keep the cursor in view when the window shrinks."""
        self.show_cursor()

    def action_move(self, lines: int) -> None:
        """Move the cursor by lines."""
        self.cursor += lines

    def action_page(self, pages: float) -> None:
        """Move the cursor by pages."""
        lines = max(1, int(abs(pages) * self.page_lines))
        self.cursor += lines if pages > 0 else -lines

    def action_edge(self, line: int) -> None:
        """Move the cursor to the first line (0) or the last (-1)."""
        self.cursor = self.line_count - 1 if line else 0

    def action_choose(self) -> None:
        """Choose the line under the cursor."""
        if self.line_count:
            self.choose()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the clicked line, or choose it when it stands there."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y < self.HEADER_LINES:
            self.click_header(offset.x)
            return
        index = offset.y - self.HEADER_LINES + self.scroll_offset.y
        if index < self.line_count:
            self.click_line(index)

    def click_line(self, index: int) -> None:
        """Put the cursor on a line, or choose the line when it stands there."""
        if index == self.cursor:
            self.action_choose()
        else:
            self.cursor = index
