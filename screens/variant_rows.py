"""An app's variants as the rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from screens.widgets.filter_bar import matches
from screens.widgets.line_table import Cell, Column, Row
from workbench.domain.image_user import names_root
from workbench.domain.matrix import Matrix, MatrixRow
from workbench.domain.proofs import ProofState
from workbench.domain.variants import VariantState, VariantStatus
from workbench.formatting import age, bar, duration, size

_BAR_WIDTH = 12

COLUMNS = (
    Column("name", "variant", 10, flexible=True),
    Column("state", "state", 11),
    Column("size", "size", 8, right=True),
    Column("saving", "saved", 6, right=True, priority=2),
    Column("proof", "proof", 15, priority=1),
    Column("user", "user", 8, priority=6),
    Column("shell", "shell", 5, priority=8),
    Column("cold", "build", 8, right=True, priority=3),
    Column("bar", "", _BAR_WIDTH, priority=7),
    Column("base", "base image", 20, flexible=True, priority=9),
    Column("advice", "advice", 6, right=True, priority=10),
    Column("layers", "layers", 6, right=True, priority=4),
    Column("transfer", "transfer", 8, right=True, priority=11),
    Column("age", "age", 6, right=True, priority=12),
    Column("cached", "cached", 7, right=True, priority=13),
    Column("packages", "packages", 8, right=True, priority=14),
    Column("tag", "tag", 20, flexible=True, priority=5),
)
SORTS = ("order", "name", "size", "cold", "proof", "advice", "age")

_SIGNS = {
    VariantState.NOT_BUILT: ("○", "muted"),
    VariantState.QUEUED: ("…", "muted"),
    VariantState.BUILDING: ("▸", "warn"),
    VariantState.BUILT: ("✓", "good"),
    VariantState.STALE: ("~", "warn"),
    VariantState.FAILED: ("✗", "bad"),
    VariantState.CANCELLED: ("■", "warn"),
}


def variant_rows(
    matrix: Matrix,
    overlaid: Callable[[VariantStatus], VariantStatus],
    proving: Mapping[str, str],
    queue: Sequence[str] = (),
    *,
    words: str = "",
    sort: str = "order",
    reverse: bool = False,
) -> list[Row]:
    """One row a variant that matches; what builds and proofs do now stands over what is known."""
    shown = [row for row in matrix.rows if not words or _matches(words, row)]
    shown.sort(key=_ORDERS.get(sort, lambda _row: (0.0, "")))
    if reverse:
        shown.reverse()
    largest = matrix.largest_bytes
    places = {name: place for place, name in enumerate(queue, 1)}
    return [
        _row(row, overlaid(row.status), largest, proving.get(row.name, ""), places.get(row.name))
        for row in shown
    ]


_ORDERS: Mapping[str, Callable[[MatrixRow], tuple[float, str]]] = {
    "name": lambda row: (0.0, row.name),
    "size": lambda row: (-(row.size_bytes or 0), row.name),
    "cold": lambda row: (-(_build_seconds(row) or 0), row.name),
    "proof": lambda row: (_proof_rank(row), row.name),
    "advice": lambda row: (-(row.advice_count or 0), row.name),
    "age": lambda row: (-row.status.result.built_at.timestamp() if row.status.result else 0.0, row.name),
}


def _proof_rank(row: MatrixRow) -> float:
    if row.proof is None:
        return 3.0
    return float([ProofState.FAILED, ProofState.REMARKS, ProofState.PASSED].index(row.proof.state))


def _matches(words: str, row: MatrixRow) -> bool:
    variant = row.status.variant
    return matches(words, row.name, variant.tag, row.base, row.user, row.status.state.value)


def _row(row: MatrixRow, status: VariantStatus, largest_bytes: int, proving: str, place: int | None) -> Row:
    sign, style = _SIGNS[status.state]
    result = row.status.result
    share = (row.size_bytes or 0) / largest_bytes if largest_bytes else 0.0
    return Row(
        row.name,
        (
            Cell(row.name),
            Cell(f"{sign} {status.state.value}{f' {place}' if place else ''}", style),
            size(row.size_bytes) if result else "",
            _saving(row),
            Cell(f"▸ {proving}", "warn") if proving else proof_cell(row),
            _user(row),
            _shell(row),
            _build(row),
            Cell(bar(share, _BAR_WIDTH) if result else "", "accent"),
            Cell(row.base, "" if row.base_is_exact else "muted"),
            Cell(str(row.advice_count), "warn") if row.advice_count else Cell("–", "muted"),
            Cell(layer_words(row)),
            size(row.transfer_bytes) if row.transfer_bytes is not None else "",
            Cell(age(result.built_at) if result else "", "muted"),
            Cell(duration(row.cached_seconds) if row.cached_seconds is not None else "", "accent"),
            "" if row.package_count is None else str(row.package_count),
            Cell(row.status.variant.tag, "muted"),
        ),
    )


def proof_cell(row: MatrixRow) -> Cell:
    """What the last proof came to, and how long ago; one of an earlier image counts for little."""
    proof = row.proof
    if proof is None:
        return Cell("–", "muted")
    since = f"{age(proof.started_at)} ago"
    if not row.proof_is_current:
        return Cell("~ outdated", "muted")
    match proof.state:
        case ProofState.PASSED:
            return Cell(f"✓ {since}", "good")
        case ProofState.REMARKS:
            return Cell(f"✓ {since} ▲{len(proof.remarks)}", "warn")
        case ProofState.FAILED:
            return Cell(f"✗ {since}", "bad")


def layer_words(row: MatrixRow) -> str:
    """The layers of its own and those of its base, as `3+7`; all of them where the base is not known."""
    if row.layer_count is None:
        return ""
    own = row.own_layer_count
    return str(row.layer_count) if own is None else f"{own}+{row.layer_count - own}"


def _saving(row: MatrixRow) -> Cell:
    if row.saving is None:
        return Cell("")
    return Cell(f"{row.saving * 100:.0f} %", "good") if row.saving else Cell("–", "muted")


def _build(row: MatrixRow) -> Cell:
    """The seconds of the last build that ran all its steps, else of the last one; one word where none ran."""
    result = row.status.result
    if row.cold_seconds is None and result is not None and result.fully_cached:
        return Cell("cached", "accent")
    seconds = _build_seconds(row)
    if seconds is None:
        return Cell("–", "muted") if result else Cell("")
    return Cell(duration(seconds), "muted" if row.cold_seconds is None else "")


def _build_seconds(row: MatrixRow) -> float | None:
    result = row.status.result
    return row.cold_seconds if row.cold_seconds is not None else result.seconds if result else None


def _user(row: MatrixRow) -> Cell:
    """The user without its group: root is root in whatever group."""
    user = row.user.partition(":")[0]
    if row.is_expected:
        return Cell(user, "muted")
    return Cell(user, "warn" if names_root(user) else "good")


def _shell(row: MatrixRow) -> Cell:
    if row.has_shell is None:
        return Cell("", "muted")
    word = "yes" if row.has_shell else "none"
    return Cell(word, "muted" if row.shell_is_expected or row.has_shell else "good")


def chosen(names: Sequence[str], marked: frozenset[str], current: str | None) -> list[str]:
    """The marked variants in the app's order, else the one under the cursor."""
    return [name for name in names if name in marked] or ([current] if current else [])
