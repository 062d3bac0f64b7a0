"""What the matrix of variants shows of each in its cells."""

from datetime import UTC, datetime

import pytest

from screens.variant_rows import variant_rows
from screens.widgets.line_table import Cell, Row
from workbench.domain.matrix import Matrix, MatrixRow
from workbench.domain.variants import Variant, VariantResult, VariantState, VariantStatus


def rows_of(*rows: MatrixRow, sort: str = "order") -> list[Row]:
    return variant_rows(Matrix(rows), lambda status: status, {}, sort=sort)


def built(
    name: str = "one",
    *,
    user: str = "",
    cold: float | None = None,
    seconds: float | None = 2.0,
    cached: int = 1,
) -> MatrixRow:
    result = VariantResult("sha256:1", 1000, 2, "x:1", user, datetime.now(UTC), seconds, cached, 4)
    status = VariantStatus(Variant(name, "Dockerfile", "a:b"), VariantState.BUILT, result)
    return MatrixRow(status, "x:1", user=user or "root", cold_seconds=cold)


@pytest.mark.parametrize(
    ("user", "cell"),
    [
        ("", Cell("root", "warn")),
        ("root:root", Cell("root", "warn")),
        ("0:0", Cell("0", "warn")),
        ("10001:10001", Cell("10001", "good")),
        ("app", Cell("app", "good")),
    ],
)
def test_root_is_root_in_whatever_group(user: str, cell: Cell) -> None:
    # `0:0` was told as good.
    (row,) = rows_of(built(user=user))
    assert cell in row.cells


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (built(cold=9.0, cached=4), Cell("9.0 s")),
        (built(cached=1), Cell("2.0 s", "muted")),
        (built(cached=4), Cell("cached", "accent")),
    ],
)
def test_the_time_of_a_build_with_some_steps_from_the_cache_is_told_too(row: MatrixRow, cell: Cell) -> None:
    (drawn,) = rows_of(row)
    assert cell in drawn.cells


def test_builds_are_sorted_by_the_times_that_are_shown() -> None:
    rows = rows_of(built("a"), built("b", cold=9.0), built("c", seconds=5.0), sort="cold")
    assert [row.key for row in rows] == ["b", "c", "a"]
