"""A table drawn line by line: ten thousand rows cost what the visible ones cost."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Unpack

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from screens.widgets.columns import GAP, GUTTER, Column, PlacedColumn, place
from screens.widgets.line_canvas import CanvasOptions
from screens.widgets.line_cursor import CursorView, movement_bindings
from screens.widgets.rows import Cell, ListedRows, MadeRows, Row, Rows
from screens.widgets.spans import fit, fit_path
from workbench.domain.text import clean

__all__ = ["Cell", "Column", "LineTable", "MadeRows", "Row"]

_CELL_LIMIT = 512


class LineTable(CursorView):
    """Rows under a header, with a cursor that follows its key, marks and a sort sign."""

    HEADER_LINES = 1
    BINDINGS: ClassVar[list[BindingType]] = [
        *movement_bindings("table"),
        Binding("enter", "choose", "Choose", show=False, id="table.choose"),
    ]

    class Highlighted(Message):
        """The cursor came to stand on another row, or on none."""

        def __init__(self, key: str | None) -> None:
            super().__init__()
            self.key = key

    class Chosen(Message):
        """Enter was pressed on a row, or the cursor's row was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class HeaderClicked(Message):
        """The title of a column was clicked."""

        def __init__(self, column: str) -> None:
            super().__init__()
            self.column = column

    def __init__(self, columns: Iterable[Column] = (), **options: Unpack[CanvasOptions]) -> None:
        super().__init__(**options)
        self._columns = tuple(columns)
        self._placed: tuple[int, tuple[PlacedColumn, ...]] = (-1, ())
        self._rows: Rows = ListedRows()
        self._marked: frozenset[str] = frozenset()
        self._sort: tuple[str | None, bool] = (None, False)

    @property
    def line_count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in order, hidden ones too."""
        return self._columns

    @property
    def marked(self) -> frozenset[str]:
        """The keys of the marked rows."""
        return self._marked

    def key_at(self, index: int) -> str:
        """The key of a row."""
        return self._rows.key_at(index)

    def set_rows(self, rows: Sequence[Row] | Rows) -> None:
        """Show these rows; only seen lines that differ are painted, and the cursor stays on its key."""
        seen = self.seen_lines()
        before, cursor, key = self._rows.between(seen.start, seen.stop), self.cursor, self.cursor_key
        was_seen = cursor in seen or not before
        self._rows = ListedRows(rows) if isinstance(rows, Sequence) else rows
        if len(before) == 0 or not len(self._rows):
            self.refresh()
        self.fit_to_lines()
        self.place_cursor(self._place_of(key, cursor), keep_seen=was_seen)
        if self.cursor != cursor:
            self.repaint_line(cursor)
            self.repaint_line(self.cursor)
        after = self._rows.between(seen.start, seen.start + self.page_lines)
        for offset in range(max(len(before), len(after))):
            if before[offset : offset + 1] != after[offset : offset + 1]:
                self.repaint_line(seen.start + offset)

    def move_to(self, key: str) -> bool:
        """Put the cursor on a row; False when there is no such row."""
        index = self._rows.index_of(key)
        if index is None:
            return False
        self.cursor = index
        return True

    def set_marked(self, keys: Iterable[str]) -> None:
        """Mark exactly these rows; keys of rows that are not shown are kept too."""
        marked = frozenset(keys)
        for index in self.seen_lines():
            key = self.key_at(index)
            if (key in marked) != (key in self._marked):
                self.repaint_line(index)
        self._marked = marked

    def set_sort(self, column_key: str | None, reverse: bool = False) -> None:
        """Show in the header by which column the rows are sorted; the rows' order is the caller's."""
        if (column_key, reverse) != self._sort:
            self._sort = (column_key, reverse)
            self.refresh_line(self.scroll_offset.y)

    def tell_highlighted(self) -> None:
        """Post which row the cursor stands on."""
        self.post_message(self.Highlighted(self.cursor_key))

    def choose(self) -> None:
        """Post that the cursor's row was chosen."""
        self.post_message(self.Chosen(self.key_at(self.cursor)))

    def click_header(self, x: int) -> None:
        """Post whose title was clicked."""
        for placed in self._place(self.room):
            if placed.left <= x < placed.left + placed.width + GAP:
                self.post_message(self.HeaderClicked(placed.column.key))
                return

    def draw_header(self, width: int) -> Strip:
        """The titles, one of them with the sort sign."""
        sorted_by, reverse = self._sort
        parts = [" " * GUTTER]
        for placed in self._place(width):
            column, title = placed.column, clean(placed.column.title)
            if column.key == sorted_by:
                sign = "▼" if reverse else "▲"
                title = (
                    f"{sign} {title}"
                    if column.right
                    else f"{fit(title, min(len(title), placed.width - 2))} {sign}"
                )
            parts.append(fit(title, placed.width, column.right) + " " * GAP)
        return Strip([Segment(fit("".join(parts).rstrip(), width), self.palette.paper("header"))], width)

    def draw_line(self, index: int, width: int) -> Strip:
        """One row."""
        (row,) = self._rows.between(index, index + 1)
        marked, under = row.key in self._marked, index == self.cursor
        cache_key = (row, marked, under, width)
        strip = self.strips.get(cache_key)
        if strip is None:
            strip = self.strips[cache_key] = self._draw_row(row, marked, under, width)
        return strip

    def _draw_row(self, row: Row, marked: bool, under: bool, width: int) -> Strip:
        palette = self.palette
        paper = palette.paper("cursor") if under else palette.base
        # On the bright cursor only its own colour is sure to be readable.
        plain = under and self.has_focus
        segments = [
            Segment("● " if marked else " " * GUTTER, paper if plain else paper + palette.ink("mark"))
        ]
        for placed in self._place(width):
            cell = row.cells[placed.index] if placed.index < len(row.cells) else ""
            text, name = (cell, "") if isinstance(cell, str) else cell
            style: Style = paper if plain or not name else paper + palette.ink(name)
            segments.append(Segment(_fitted(clean(text, _CELL_LIMIT), placed), style))
            segments.append(Segment(" " * GAP, paper))
        return Strip(segments).crop_extend(0, width, paper)

    def _place_of(self, key: str | None, before: int) -> int:
        """Where a key stands now; where it stood before if it is gone."""
        if key is None or (before < len(self._rows) and self._rows.key_at(before) == key):
            return before
        found = self._rows.index_of(key)
        return before if found is None else found

    def _place(self, width: int) -> tuple[PlacedColumn, ...]:
        if self._placed[0] != width:
            self._placed = (width, place(self._columns, width))
        return self._placed[1]


def _fitted(text: str, placed: PlacedColumn) -> str:
    if placed.column.is_path:
        return fit_path(text, placed.width)
    return fit(text, placed.width, placed.column.right)
