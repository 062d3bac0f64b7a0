"""Lists that are carried over: what did not change is the very same object."""

from workbench.domain.diffing import carried_over
from workbench.domain.stats import ContainerStats


def sample(identity: str, cpu: float = 0.0) -> ContainerStats:
    return ContainerStats(identity, cpu, 1, 0, 0, 0, 0, 0, 0, 1)


def key(each: ContainerStats) -> str:
    return each.container_id


def test_a_list_in_which_nothing_differs_is_the_same_tuple() -> None:
    before = (sample("a"), sample("b"))
    assert carried_over(before, (sample("a"), sample("b")), key) is before


def test_only_what_differs_is_new() -> None:
    before = (sample("a"), sample("b"))
    after = carried_over(before, (sample("b"), sample("a", 5.0), sample("c")), key)
    assert after[0] is before[1]
    assert [(each.container_id, each.cpu_percent) for each in after] == [("b", 0.0), ("a", 5.0), ("c", 0.0)]


def test_what_is_gone_is_left_out() -> None:
    assert carried_over((sample("a"), sample("b")), (sample("b"),), key) == (sample("b"),)
