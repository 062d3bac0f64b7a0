"""Asking for one of several things."""

from collections.abc import Sequence
from typing import ClassVar, TypeAlias

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from screens.widgets.dialog import FRAME_LINES, Dialog
from screens.widgets.line_table import Cell, Column, LineTable, Row
from screens.widgets.spans import width
from workbench.domain.text import clean

Choice: TypeAlias = tuple[str, str, str]
"""The key that is answered, the label, and a few words of help."""

_MOST_LABEL_CELLS = 40


class ChoiceList(LineTable):
    """A table without a header, in which a click chooses at once."""

    HEADER_LINES = 0

    def click_line(self, index: int) -> None:
        """Choose what is clicked."""
        self.cursor = index
        self.action_choose()


class ChoiceDialog(Dialog[str]):
    """A list of choices; the key of the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "leave", "Close", show=False, id="dialog.close"),
    ]

    def __init__(
        self, title: str, choices: Sequence[Choice], empty_text: str = "Nothing to choose from."
    ) -> None:
        super().__init__(title)
        self._choices = tuple(choices)
        self._empty_text = empty_text

    def body(self) -> ComposeResult:
        """The list."""
        widest = max((width(clean(label)) for _, label, _ in self._choices), default=0)
        columns = [Column("label", "", min(widest, _MOST_LABEL_CELLS))]
        if any(words for _, _, words in self._choices):
            columns.append(Column("help", "", 12, flexible=True, priority=1))
        yield ChoiceList(columns, empty_text=self._empty_text)

    def on_mount(self) -> None:
        """Fill the list."""
        table = self.query_one(ChoiceList)
        table.set_rows([Row(key, (label, Cell(words, "muted"))) for key, label, words in self._choices])
        table.styles.height = max(1, len(self._choices))
        table.focus()

    def on_resize(self) -> None:
        """Let the list scroll itself, so that its cursor stays in view."""
        self.query_one(ChoiceList).styles.max_height = max(1, self.size.height - FRAME_LINES)

    def on_line_table_chosen(self, event: LineTable.Chosen) -> None:
        """Answer."""
        self.dismiss(event.key)
