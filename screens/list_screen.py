"""What screens with one table share: a filter line and an order by column."""

from __future__ import annotations

from typing import ClassVar

from screens.base import WorkbenchScreen
from screens.widgets.filter_bar import FilterBar
from screens.widgets.line_table import LineTable
from workbench.services.workspace import Workspace


class ListScreen(WorkbenchScreen):
    """A numbered screen whose table can be filtered by words and ordered by some of its columns."""

    SORTS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.words = ""
        self.sort = self.SORTS[0]
        self.is_reversed = False

    @property
    def table(self) -> LineTable:
        """The table."""
        raise NotImplementedError

    def fill(self) -> None:
        """Draw the rows that match the words, in order."""
        raise NotImplementedError

    def on_line_table_header_clicked(self, message: LineTable.HeaderClicked) -> None:
        """A click on a title orders by it, a second one the other way round."""
        if message.column in self.SORTS:
            self.order_by(message.column, not self.is_reversed if message.column == self.sort else False)

    def on_filter_bar_typed(self, message: FilterBar.Typed) -> None:
        """Filter as one types."""
        self.words = message.words
        self.fill()

    def on_filter_bar_left(self, _message: FilterBar.Left) -> None:
        """Back to the table."""
        self.table.focus()

    def action_filter(self) -> None:
        """Open the filter."""
        self.query_one(FilterBar).open()

    def action_drop_filter(self) -> None:
        """Show everything again, wherever the keys are typed."""
        self.query_one(FilterBar).action_drop()

    def action_sort(self) -> None:
        """Order by the next column."""
        self.order_by(self.SORTS[(self.SORTS.index(self.sort) + 1) % len(self.SORTS)], False)

    def order_by(self, column: str, is_reversed: bool) -> None:
        """Order by a column, and say so in its title."""
        self.sort, self.is_reversed = column, is_reversed
        self.table.set_sort(column, is_reversed)
        self.fill()
