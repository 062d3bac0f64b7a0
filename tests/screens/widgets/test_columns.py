"""How columns share a width."""

from itertools import pairwise

import pytest

from screens.widgets.columns import GAP, GUTTER, Column, place


@pytest.mark.parametrize("room", [*range(1, 90), 120, 160, 200])
def test_columns_never_overlap_and_fit_where_they_can(room: int) -> None:
    columns = (
        Column("a", "A", 12, flexible=True),
        Column("b", "B", 10, priority=2),
        Column("c", "C", 8, flexible=True, priority=1),
        Column("d", "D", 20, priority=3),
    )
    placed = place(columns, room)
    assert placed[0].column.key == "a"
    for left, right in pairwise(placed):
        assert left.left + left.width + GAP == right.left
    assert placed[0].left == GUTTER
    if room >= 8:
        assert placed[-1].left + placed[-1].width < room


def test_no_columns_are_no_trouble() -> None:
    assert place((), 80) == ()
