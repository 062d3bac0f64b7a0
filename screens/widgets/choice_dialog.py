"""Asking for one of several things."""

from collections.abc import Sequence
from typing import ClassVar, TypeAlias

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from screens.widgets.dialog import FRAME_LINES, Dialog
from screens.widgets.filter_bar import FilterBar, matches
from screens.widgets.line_table import Cell, Column, LineTable, Row
from screens.widgets.spans import width
from workbench.domain.text import clean

Choice: TypeAlias = tuple[str, str, str]
"""The key that is answered, the label, and a few words of help."""

_MOST_LABEL_CELLS = 40
_FILTER_LINES = 1


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
        Binding(
            "slash", "filter", "Filter", show=False, id="dialog.filter", tooltip="only some of the choices"
        ),
    ]

    def __init__(
        self, title: str, choices: Sequence[Choice], empty_text: str = "Nothing to choose from."
    ) -> None:
        super().__init__(f"{title}  (/ filters)")
        self._choices = tuple(choices)
        self._empty_text = empty_text

    def body(self) -> ComposeResult:
        """A filter over the list."""
        widest = max((width(clean(label)) for _, label, _ in self._choices), default=0)
        columns = [Column("label", "", min(widest, _MOST_LABEL_CELLS))]
        if any(words for _, _, words in self._choices):
            columns.append(Column("help", "", 12, flexible=True, priority=1))
        yield FilterBar(placeholder="any words of a choice", id="choice-filter")
        yield ChoiceList(columns, empty_text=self._empty_text)

    def on_mount(self) -> None:
        """Fill the list."""
        self._fill("")
        table = self.query_one(ChoiceList)
        table.styles.height = max(1, len(self._choices))
        table.focus()

    def on_resize(self) -> None:
        """Let the list scroll itself, so that its cursor stays in view."""
        self.query_one(ChoiceList).styles.max_height = max(1, self.size.height - FRAME_LINES - _FILTER_LINES)

    def action_filter(self) -> None:
        """Type words that the choice has."""
        self.query_one(FilterBar).open()

    def on_filter_bar_typed(self, message: FilterBar.Typed) -> None:
        """Show the choices that have the words."""
        message.stop()
        self._fill(message.words)

    def on_filter_bar_left(self, message: FilterBar.Left) -> None:
        """Back to the list."""
        message.stop()
        self.query_one(ChoiceList).focus()

    def _fill(self, words: str) -> None:
        table = self.query_one(ChoiceList)
        table.empty_text = "No choice has these words." if words else self._empty_text
        table.set_rows(
            [
                Row(key, (label, Cell(help_words, "muted")))
                for key, label, help_words in self._choices
                if matches(words, label, help_words)
            ]
        )

    def on_line_table_chosen(self, event: LineTable.Chosen) -> None:
        """Answer."""
        self.dismiss(event.key)
