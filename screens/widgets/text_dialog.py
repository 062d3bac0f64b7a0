"""Showing a page of text."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from screens.widgets.dialog import Dialog, DialogBody
from screens.widgets.hanging_text import HangingText
from workbench.domain.text import clean


class TextDialog(Dialog[None]):
    """Text that scrolls and can be copied; a `str` is drawn as it stands, ready content in its styles."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,enter", "leave", "Close", show=False, id="dialog.close"),
        Binding("k", "body_up", "Up", show=False, id="dialog.line_up"),
        Binding("j", "body_down", "Down", show=False, id="dialog.line_down"),
        Binding("home,g", "body_top", "Top", show=False, id="dialog.top"),
        Binding("end,G", "body_bottom", "Bottom", show=False, id="dialog.bottom"),
        Binding("y", "copy", "Copy", id="dialog.copy"),
    ]

    def __init__(self, title: str, text: str | Content) -> None:
        super().__init__(title)
        if isinstance(text, str):
            text = Content("\n".join(clean(line) for line in text.splitlines()))
        self._content = text

    def body(self) -> ComposeResult:
        """The page."""
        yield HangingText(self._content)

    def on_mount(self) -> None:
        """Take the keys, so that the page scrolls."""
        body = self.query_one(DialogBody)
        body.can_focus = True
        body.focus()

    def action_body_top(self) -> None:
        """Scroll to the top."""
        self.scrolling.scroll_home(animate=False)

    def action_body_bottom(self) -> None:
        """Scroll to the bottom."""
        self.scrolling.scroll_end(animate=False)

    def action_copy(self) -> None:
        """Copy the whole text."""
        self.app.copy_to_clipboard(self._content.plain)
        self.notify("Copied.", markup=False)
