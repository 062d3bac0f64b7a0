"""The columns of a table, and how they share the width of a window."""

from dataclasses import dataclass

GAP = 2
"""Cells between two columns."""
GUTTER = 2
"""Cells at the left edge, for the mark of a row."""
LEAST_WIDTH = 4
"""A column is never squeezed below this."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` is in cells, and the least width of a flexible one.

    When the window is too narrow, columns of the highest `priority` are hidden first; those of 0 never are.
    """

    key: str
    title: str
    width: int
    right: bool = False
    flexible: bool = False
    priority: int = 0
    is_path: bool = False
    """Paths and names of images: where one does not fit, its start gives way."""


@dataclass(frozen=True, slots=True)
class PlacedColumn:
    """Where a column stands: its place among all columns, its left edge and its width in cells."""

    index: int
    column: Column
    left: int
    width: int


def place(columns: tuple[Column, ...], room: int) -> tuple[PlacedColumn, ...]:
    """The columns that fit in `room` cells, with their widths; flexible ones share what is spare."""
    kept = list(enumerate(columns))
    while _needed(kept) > room:
        index, last = max(kept, key=lambda pair: (pair[1].priority, pair[0]), default=(0, None))
        if last is None or last.priority == 0:
            break
        kept.remove((index, last))
    widths = _widths([column for _, column in kept], room - GUTTER - 1 - GAP * (len(kept) - 1))
    placed: list[PlacedColumn] = []
    left = GUTTER
    for (index, column), width in zip(kept, widths, strict=True):
        placed.append(PlacedColumn(index, column, left, width))
        left += width + GAP
    return tuple(placed)


def _needed(kept: list[tuple[int, Column]]) -> int:
    return GUTTER + sum(column.width for _, column in kept) + GAP * (len(kept) - 1) + 1


def _widths(columns: list[Column], room: int) -> list[int]:
    """Spare cells go to the flexible columns; missing ones are taken from the widest column, cell by cell."""
    widths = [column.width for column in columns]
    spare = room - sum(widths)
    flexible = [index for index, column in enumerate(columns) if column.flexible]
    if spare > 0 and flexible:
        for place_, index in enumerate(flexible):
            widths[index] += spare // len(flexible) + (place_ < spare % len(flexible))
    while spare < 0:
        widest = max(range(len(widths)), key=lambda index: (columns[index].flexible, widths[index]))
        if widths[widest] <= LEAST_WIDTH:
            widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= LEAST_WIDTH:
            break
        widths[widest] -= 1
        spare += 1
    return widths
