"""The pages of a container's detail, as text."""

from screens.container_pages import stats_page
from workbench.domain.stats import ContainerStats

SAMPLE = ContainerStats("id", 50.0, 2, 1_000, 2_000, 3, 4, 5, 6, 7)
_PADDING_AND_SCROLLBAR = 4


def test_a_chart_stays_on_its_row_beside_a_scrollbar() -> None:
    page = stats_page([SAMPLE] * 200, 80).plain
    assert max(map(len, page.splitlines())) == 80 - _PADDING_AND_SCROLLBAR
