"""The keys that move over a log."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from screens.widgets.log_view import LogView


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
        Binding("f", "follow", "Follow", show=False, id="log.follow", tooltip="Follow new lines, or stay"),
        Binding("z", "wrap", "Wrap", show=False, id="log.wrap", tooltip="Wrap long lines, or cut them"),
    ]

    def action_move(self, lines: int) -> None:
        """Scroll by lines."""
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, force=True, immediate=True)

    def action_page(self, pages: float) -> None:
        """Scroll by pages, keeping one line in view; in wrapped text a page is the lines that are seen."""
        seen = len(self.seen_numbers()) if self.wrap else self.size.height
        lines = max(1, int(abs(pages) * max(1, seen - 1)))
        self.action_move(lines if pages > 0 else -lines)

    def action_first(self) -> None:
        """Go to the oldest line."""
        self.follow = False
        self.scroll_to(y=0, animate=False, force=True, immediate=True)

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
