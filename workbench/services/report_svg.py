"""Draws the sizes of an app's variants as an SVG, for a page or a slide."""

from html import escape

from workbench.domain.matrix import MatrixRow
from workbench.domain.text import clean
from workbench.formatting import percent, size
from workbench.services.compare_variants import About, Comparison, about_lines

_WIDTH, _LEFT, _BAR_ROOM = 960, 260, 480
_TOP, _LINE, _BAR = 72, 36, 20
_FONT = "system-ui, sans-serif"


def as_svg(compared: Comparison, about: About) -> str:
    """The chart: a bar a variant, its size and what it saves; every text stands in it as text."""
    height = _TOP + _LINE * len(compared.rows) + 40
    rows = "\n".join(
        _row(row, compared.largest_bytes, _TOP + _LINE * index) for index, row in enumerate(compared.rows)
    )
    frame = f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {frame} font-family="{_FONT}" font-size="15">
<title>{_text(compared.app)}: sizes of its variants</title>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="24" y="40" font-size="20" font-weight="600" fill="#1b1f24">{_text(compared.app)}</text>
{rows}
<text x="24" y="{height - 14}" font-size="11" fill="#6a737d">{_text(" ".join(about_lines(about)))}</text>
</svg>
"""


def _row(row: MatrixRow, largest_bytes: int, top: int) -> str:
    share = (row.size_bytes or 0) / largest_bytes if largest_bytes else 0.0
    width = max(1.0, share * _BAR_ROOM) if row.size_bytes else 0.0
    base = top + 15
    words = size(row.size_bytes) if row.size_bytes else row.status.state.value
    saved = f" (−{percent(row.saving)})" if row.saving else ""
    name = f"{row.name}  {row.status.variant.tag}"
    return (
        f'<text x="{_LEFT - 14}" y="{base}" text-anchor="end" fill="#1b1f24">{_text(name[:40])}</text>'
        f'<rect x="{_LEFT}" y="{top}" width="{width:.1f}" height="{_BAR}" rx="2" fill="#2563a8"/>'
        f'<text x="{_LEFT + width + 10:.1f}" y="{base}" fill="#1b1f24">{_text(words + saved)}</text>'
    )


def _text(text: str) -> str:
    return escape(clean(text))
