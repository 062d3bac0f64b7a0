"""Draws the variants of an app as an SVG, for a page or a slide: sizes, figures, their origin."""

from collections.abc import Sequence
from html import escape
from itertools import accumulate
from textwrap import wrap

from workbench.domain.matrix import MatrixRow
from workbench.domain.text import clean
from workbench.formatting import percent, size
from workbench.services.compare_variants import (
    FACTS,
    About,
    Comparison,
    about_lines,
    fact_cells,
    how_measured,
)

_WIDTH, _MARGIN, _LEFT, _BAR_ROOM = 960, 24, 260, 480
_TOP, _LINE, _BAR = 72, 36, 20
_FACT_LINE, _NOTE_LINE, _NOTE_LETTERS = 22, 15, 150
_FONT = "system-ui, sans-serif"
_INK, _MUTED = "#1b1f24", "#6a737d"


def as_svg(compared: Comparison, about: About) -> str:
    """A bar a variant, below them its other figures and how all were measured; each text stands as text."""
    bars = [_bar(row, compared.largest_bytes, _TOP + _LINE * at) for at, row in enumerate(compared.rows)]
    top = _TOP + _LINE * len(compared.rows) + 28
    facts = _facts(compared.rows, top)
    top += _FACT_LINE * (len(compared.rows) + 1) + 16
    said = (*about_lines(about), *(f"{title}: {how}" for title, how in how_measured(compared)))
    lines = [line for each in said for line in wrap(each, _NOTE_LETTERS, subsequent_indent="    ")]
    notes = [_written(line, _MARGIN, top + _NOTE_LINE * at, 11, _MUTED) for at, line in enumerate(lines)]
    height = top + _NOTE_LINE * len(notes) + 8
    frame = f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
    drawn = "\n".join([*bars, *facts, *notes])
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {frame} font-family="{_FONT}" font-size="15">
<title>{_text(compared.app)}: its variants</title>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="{_MARGIN}" y="40" font-size="20" font-weight="600" fill="{_INK}">{_text(compared.app)}</text>
{drawn}
</svg>
"""


def _bar(row: MatrixRow, largest_bytes: int, top: int) -> str:
    share = (row.size_bytes or 0) / largest_bytes if largest_bytes else 0.0
    width = max(1.0, share * _BAR_ROOM) if row.size_bytes else 0.0
    base = top + 15
    words = size(row.size_bytes) if row.size_bytes else row.status.state.value
    saved = f" (−{percent(row.saving)})" if row.saving else ""
    name = f"{row.name}  {row.status.variant.tag}"
    return (
        f'<text x="{_LEFT - 14}" y="{base}" text-anchor="end" fill="{_INK}">{_text(name[:40])}</text>'
        f'<rect x="{_LEFT}" y="{top}" width="{width:.1f}" height="{_BAR}" rx="2" fill="#2563a8"/>'
        f'<text x="{_LEFT + width + 10:.1f}" y="{base}" fill="{_INK}">{_text(words + saved)}</text>'
    )


def _facts(rows: Sequence[MatrixRow], top: int) -> list[str]:
    """The figures of all variants in columns, each as wide as its longest text has part in all."""
    table = [FACTS, *map(fact_cells, rows)]
    longest = [max(map(len, column)) + 2 for column in zip(*table, strict=True)]
    room = (_WIDTH - 2 * _MARGIN) / sum(longest)
    font = min(13.0, room * 1.7)
    places = [_MARGIN + letters * room for letters in accumulate(longest, initial=0)]
    return [
        _written(cell, place, top + _FACT_LINE * line, font, _INK if line else _MUTED)
        for line, cells in enumerate(table)
        for place, cell in zip(places, cells, strict=False)
    ]


def _written(text: str, left: float, base: float, font: float, ink: str) -> str:
    return f'<text x="{left:.1f}" y="{base}" font-size="{font:.1f}" fill="{ink}">{_text(text)}</text>'


def _text(text: str) -> str:
    return escape(clean(text))
