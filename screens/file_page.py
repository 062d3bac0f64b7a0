"""A page for one file of an image: its content as text or in hexadecimal."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.file_text import FileText, text_lines
from screens.widgets.key_line import KeyLine
from screens.widgets.typed_app import any_app
from workbench.domain.file_content import text_of
from workbench.domain.text import clean
from workbench.formatting import size


class FilePage(ModalScreen[None]):
    """Shows the first bytes of a file, text highlighted; another key shows them in hexadecimal."""

    app = getters.app(any_app)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "other_form", "Text/Hex", id="file.other_form", tooltip="as text, or byte by byte"),
        Binding("y", "copy", "Copy", id="file.copy", tooltip="copy the text"),
        Binding("escape,q,v", "dismiss", "Back", key_display="esc", id="file.back"),
    ]

    def __init__(self, path: str, content: bytes, size_bytes: int, facts: str) -> None:
        super().__init__()
        self._path = path
        self._content = content
        self._size_bytes = size_bytes
        self._facts = facts
        self._text = text_of(content, is_cut=len(content) < size_bytes)
        self._lines = None if self._text is None else text_lines(path, self._text)

    def compose(self) -> ComposeResult:
        """What it is, the content, the keys."""
        yield Static(self._title(), id="title")
        yield FileText(self._content, self._lines)
        yield KeyLine()

    def on_mount(self) -> None:
        """Scroll by keys."""
        self.query_one(FileText).focus()

    def action_other_form(self) -> None:
        """Show text in hexadecimal, and the other way round."""
        if self._lines is None:
            self.app.notify("These bytes are no text.", markup=False)
            return
        view = self.query_one(FileText)
        view.show(self._lines if view.is_hex else None)

    def action_copy(self) -> None:
        """Copy the whole text."""
        if self._text is None:
            self.app.notify("These bytes are no text; x on the file saves it.", markup=False)
            return
        self.app.copy_to_clipboard(self._text)
        self.app.notify("Copied.", markup=False)

    def _title(self) -> Content:
        shown = len(self._content)
        cut = f", the first {size(shown)} of it" if shown < self._size_bytes else ""
        facts = f"  {self._facts}  {size(self._size_bytes)}{cut}"
        return Content.assemble(Content(clean(f"/{self._path}")), Content.styled(clean(facts), "$text-muted"))
