"""Rows as aligned columns of plain text, for terminals, pipes and files alike."""

import unicodedata
from collections.abc import Sequence

from workbench.domain.text import clean

_GAP = "  "


def plain_table(
    titles: Sequence[str], rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()
) -> list[str]:
    """Lines with titles in capitals above aligned cells; the columns numbered in `right` end flush."""
    cells = [[title.upper() for title in titles], *([clean(cell) for cell in row] for row in rows)]
    widths = [max(map(cell_width, column)) for column in zip(*cells, strict=True)]
    return [
        _GAP.join(
            _padded(cell, width, at_right=index in right)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]


def cell_width(text: str) -> int:
    """How many terminal columns a text takes: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _padded(text: str, width: int, *, at_right: bool) -> str:
    blanks = " " * (width - cell_width(text))
    return blanks + text if at_right else text + blanks
