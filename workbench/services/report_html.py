"""Writes the variants of an app as one web page that needs nothing else: chart, figures, their origin."""

from html import escape

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
    split_tag,
)

_STYLE = """
:root { color-scheme: light dark; --accent: #2563a8; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .7rem; border-bottom: 1px solid; border-color: #8884; }
td.number { text-align: right; white-space: nowrap; }
td.bar { width: 45%; }
td.bar div { background: var(--accent); height: 1rem; border-radius: 2px; min-width: 1px; }
dt { font-weight: 600; } dd { margin: 0 0 .4rem 1rem; } footer { opacity: .75; }
"""


def as_html(compared: Comparison, about: About) -> str:
    """The page; every text of the app or the engine stands in it as text."""
    title = _text(f"{compared.app}: {len(compared.rows)} variants")
    chart = "\n".join(_bar_row(row, compared.largest_bytes) for row in compared.rows)
    heads = "".join(f"<th>{_text(each.capitalize())}</th>" for each in FACTS)
    facts = "\n".join(
        "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in fact_cells(row)) + "</tr>"
        for row in compared.rows
    )
    how = "\n".join(
        f"<dt>{_text(each)}</dt><dd>{_text(words)}</dd>" for each, words in how_measured(compared)
    )
    made = "<br>".join(map(_text, about_lines(about)))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{title}</h1>
<table>
<tr><th>Repository</th><th>Tag</th><th>Size</th><th>Saved</th><th></th></tr>
{chart}
</table>
<table>
<tr>{heads}</tr>
{facts}
</table>
<h2>How each figure was measured</h2>
<dl>
{how}
</dl>
<footer>{made}</footer>
</body>
</html>
"""


def _bar_row(row: MatrixRow, largest_bytes: int) -> str:
    repository, tag = split_tag(row.status.variant.tag)
    share = (row.size_bytes or 0) / largest_bytes if largest_bytes else 0.0
    drawn = f'<div style="width: {share * 100:.2f}%"></div>' if row.size_bytes else ""
    saved = percent(row.saving) if row.saving else "–"
    return (
        f'<tr><td>{_text(repository)}</td><td>{_text(tag)}</td><td class="number">{size(row.size_bytes)}</td>'
        f'<td class="number">{saved}</td><td class="bar">{drawn}</td></tr>'
    )


def _text(text: str) -> str:
    return escape(clean(text))
