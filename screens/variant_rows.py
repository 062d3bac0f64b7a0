"""An app's variants as the rows of a table."""

from __future__ import annotations

from collections.abc import Sequence

from screens.widgets.line_table import Cell, Column, Row
from workbench.domain.variants import VariantState, VariantStatus
from workbench.formatting import age, bar, duration, size

_BAR_WIDTH = 12

COLUMNS = (
    Column("name", "variant", 11, flexible=True),
    Column("state", "state", 11),
    Column("size", "size", 8, right=True),
    Column("bar", "", _BAR_WIDTH, priority=2),
    Column("saving", "saved", 6, right=True),
    Column("layers", "layers", 6, right=True, priority=3),
    Column("seconds", "build", 8, right=True, priority=1),
    Column("tag", "tag", 20, flexible=True, priority=4),
    Column("base", "base image", 18, flexible=True, priority=5),
    Column("user", "user", 8, priority=6),
    Column("age", "age", 6, right=True, priority=7),
)

_SIGNS = {
    VariantState.NOT_BUILT: ("○", "muted"),
    VariantState.QUEUED: ("…", "muted"),
    VariantState.BUILDING: ("▸", "warn"),
    VariantState.BUILT: ("✓", "good"),
    VariantState.STALE: ("~", "warn"),
    VariantState.FAILED: ("✗", "bad"),
    VariantState.CANCELLED: ("■", "warn"),
}


def variant_rows(statuses: Sequence[VariantStatus]) -> list[Row]:
    """One row a variant, in the app's order, measured against the largest."""
    largest = max((each.result.size_bytes for each in statuses if each.result), default=0)
    return [_row(each, largest) for each in statuses]


def _row(status: VariantStatus, largest: int) -> Row:
    sign, style = _SIGNS[status.state]
    variant, result = status.variant, status.result
    saving = status.saving_against(largest)
    name, state = Cell(variant.name), Cell(f"{sign} {status.state.value}", style)
    if result is None:
        return Row(variant.name, (name, state, "", "", "", "", "", Cell(variant.tag, "muted"), "", "", ""))
    seconds = duration(result.seconds) if result.seconds is not None else ""
    return Row(
        variant.name,
        (
            name,
            state,
            size(result.size_bytes),
            Cell(bar(result.size_bytes / largest, _BAR_WIDTH) if largest else "", "accent"),
            Cell(f"{saving * 100:.0f} %", "good") if saving else Cell("–", "muted"),
            str(result.layer_count),
            Cell("cached", "accent") if result.fully_cached else seconds,
            Cell(variant.tag, "muted"),
            result.base,
            Cell(result.user or "root", "warn" if result.user in ("", "root", "0") else "good"),
            Cell(age(result.built_at), "muted"),
        ),
    )
