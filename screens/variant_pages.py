"""What is known of a variant as pages: its figures, its last proof, and all variants as a chart of sizes."""

from __future__ import annotations

from textual.content import Content

from screens.widgets.text_view import heading
from workbench.domain.matrix import Matrix, MatrixRow
from workbench.domain.text import clean
from workbench.formatting import age, bar, percent, size
from workbench.plain_table import cell_width
from workbench.services.compare_variants import split_tag
from workbench.services.matrix_words import figures
from workbench.services.proof_words import proof_checks

_LEAST_BAR, _MOST_BAR = 10, 60
_NEVER_PROVED = (
    "Never proved.\n\ng starts it beside what it needs, on a network of its own, asks it over HTTP, looks\n"
    "into it and takes all of it down again."
)


def figures_page(row: MatrixRow) -> Content:
    """Every figure with how it was measured."""
    parts = [heading(f"{row.name}: every figure, and how it was measured")]
    for figure in figures(row):
        parts.append(Content.styled(f"  {figure.title:<17}", "$text-muted"))
        parts.append(Content(f"{clean(figure.value)}\n"))
        parts.append(Content.styled(f"{' ' * 19}{figure.how}\n", "$text-muted"))
    return Content("").join(parts)


def proof_page(row: MatrixRow, proving: str = "") -> Content:
    """The checks of the last proof, or why it failed."""
    proof = row.proof
    if proving:
        return Content.styled(f"▸ {proving}…", "$text-warning")
    if proof is None:
        return Content.styled(_NEVER_PROVED, "$text-muted")
    title = f"{row.name}: {proof.state.value}, {age(proof.started_at)} ago"
    parts = [heading(title if row.proof_is_current else f"{title}, of an earlier image")]
    if proof.failure:
        parts.append(Content.styled(f"✗ {clean(proof.failure)}\n", "$text-error"))
        if proof.reason:
            parts.append(Content.styled("  Likely  ", "bold $text-warning"))
            parts.append(Content(f"{clean(proof.reason)}\n"))
        if proof.last_lines:
            parts.append(Content.styled("  Its log ends:\n", "$text-muted"))
            parts += [Content(f"    {clean(line)}\n") for line in proof.last_lines]
        return Content("").join(parts)
    for check in proof_checks(proof):
        sign, style = {True: ("✓", "$text-success"), False: ("▲", "$text-warning"), None: (" ", "")}[
            check.is_good
        ]
        parts.append(Content.styled(f"{sign} ", style))
        parts.append(Content.styled(f"{check.title:<18}", "$text-muted"))
        parts.append(Content(f"{clean(check.found)}\n"))
        parts.append(Content.styled(f"{' ' * 20}{check.how}\n", "$text-muted"))
    return Content("").join(parts)


def sizes_page(matrix: Matrix, width: int) -> Content:
    """The chart of sizes: repository, tag, size, then a bar a variant, the largest first."""
    rows = sorted(matrix.rows, key=lambda row: -(row.size_bytes or -1))
    cells = [(*map(clean, split_tag(row.status.variant.tag)), size(row.size_bytes)) for row in rows]
    titles = ("REPOSITORY", "TAG", "SIZE")
    widths = [max(map(cell_width, column)) for column in zip(titles, *cells, strict=True)]
    room = max(_LEAST_BAR, min(width - sum(widths) - 16, _MOST_BAR))
    header = f"{titles[0]:<{widths[0]}}  {titles[1]:<{widths[1]}}  {titles[2]:>{widths[2]}}\n"
    parts = [Content.styled(header, "bold $text-primary")]
    for row, (repository, tag, shown) in zip(rows, cells, strict=True):
        share = (row.size_bytes or 0) / matrix.largest_bytes if matrix.largest_bytes else 0.0
        parts.append(Content(f"{repository:<{widths[0]}}  {tag:<{widths[1]}}  {shown:>{widths[2]}}  "))
        parts.append(Content.styled(bar(share, room) if row.size_bytes else "not built", "$text-accent"))
        parts.append(Content.styled(f"  {percent(row.saving) if row.saving else ''}\n", "$text-success"))
    return Content("").join(parts)
