"""The keys and the wheel that move over a log."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from screens.widgets.log_view import LogView

_WHEEL_ROWS = 3


class LogKeys(LogView):
    """A log view that is read by keyboard."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="log.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="log.down"),
        Binding("pageup", "page(-1.0)", "Page up", show=False, id="log.page_up"),
        Binding("pagedown", "page(1.0)", "Page down", show=False, id="log.page_down"),
        Binding("ctrl+u", "page(-0.5)", "Half a page up", show=False, id="log.half_page_up"),
        Binding("ctrl+d", "page(0.5)", "Half a page down", show=False, id="log.half_page_down"),
        Binding("home,g", "first", "First line", show=False, id="log.first"),
        Binding("end,G", "last", "Last line, and follow", show=False, id="log.last"),
        Binding("left,h", "sideways(-8)", "Left", show=False, id="log.left"),
        Binding("right,l", "sideways(8)", "Right", show=False, id="log.right"),
        Binding("f", "follow", "Follow", id="log.follow", tooltip="Follow new lines, or stay"),
        Binding("z", "wrap", "Wrap", show=False, id="log.wrap", tooltip="Wrap long lines, or cut them"),
    ]

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll wrapped lines by rows."""
        self._wheel(event, -_WHEEL_ROWS)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll wrapped lines by rows."""
        self._wheel(event, _WHEEL_ROWS)

    def _wheel(self, event: events.MouseEvent, rows: int) -> None:
        # Lines that are not wrapped are left to Textual, which also scrolls to the side.
        if self.wrap:
            event.stop()
            event.prevent_default()
            self.move_rows(rows)

    def action_move(self, lines: int) -> None:
        """Scroll by rows."""
        self.move_rows(lines)

    def action_page(self, pages: float) -> None:
        """Scroll by pages, keeping one row in view."""
        rows = max(1, int(abs(pages) * max(1, self.size.height - 1)))
        self.move_rows(rows if pages > 0 else -rows)

    def action_first(self) -> None:
        """Go to the oldest line."""
        self.show_first()

    def action_last(self) -> None:
        """Go to the newest line, and follow."""
        self.follow = True

    def action_sideways(self, cells: int) -> None:
        """Scroll long lines to the side."""
        self.scroll_to(x=max(0, self.scroll_offset.x + cells), animate=False, force=True, immediate=True)

    def action_follow(self) -> None:
        """Follow new lines, or stay where they are read."""
        self.follow = not self.follow

    def action_wrap(self) -> None:
        """Wrap long lines, or cut them at the edge."""
        self.wrap = not self.wrap
