"""Lists that are carried over: what did not change is the very same object."""

from workbench.domain.diffing import carried_over, put_in
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


def test_what_was_looked_for_alone_is_changed_in_place_or_gone_or_new_in_front() -> None:
    before = (sample("a"), sample("b"), sample("c"))
    after = put_in(before, {"b", "c", "d"}, (sample("b", 5.0), sample("d")), key)
    assert [(each.container_id, each.cpu_percent) for each in after] == [("d", 0.0), ("a", 0.0), ("b", 5.0)]
    assert after[1] is before[0]
    unchanged = put_in(before, {"a"}, (sample("a"),), key)
    assert unchanged is before
