"""Events decide what is read again: one container where only one can have changed."""

import pytest

from workbench.domain.events import EngineEvent
from workbench.services.inventory_due import ALL_DUE, Due, due_after
from workbench.services.inventory_lists import InventoryList

_ONE = Due(container_ids=frozenset({"c1"}))
_CONTAINERS = frozenset({InventoryList.CONTAINERS})


def event(kind: str, action: str, actor_id: str = "c1", **attributes: str) -> EngineEvent:
    return EngineEvent(1, kind, action, actor_id, "name", tuple(attributes.items()))


def test_a_container_that_started_is_read_alone() -> None:
    assert due_after(event("container", "start")) == _ONE


def test_a_container_that_joined_a_network_is_read_alone() -> None:
    assert due_after(event("network", "connect", "n1", container="c1")) == _ONE


def test_a_network_that_does_not_say_who_joined_has_all_read() -> None:
    assert due_after(event("network", "connect", "n1")) == Due(_CONTAINERS)


def test_a_commit_has_the_images_read_too() -> None:
    assert due_after(event("container", "commit")) == _ONE | Due(frozenset({InventoryList.IMAGES}))


def test_a_tag_that_moved_may_show_on_every_container() -> None:
    assert InventoryList.CONTAINERS in due_after(event("image", "tag", "i1")).lists


def test_a_probe_of_a_health_check_makes_nothing_due() -> None:
    assert not due_after(event("container", "exec_start: redis-cli"))


def test_what_is_read_as_a_whole_is_not_read_singly_too() -> None:
    assert _ONE | ALL_DUE == ALL_DUE


@pytest.mark.parametrize(("count", "few"), [(0, 50), (900, 50), (4000, 200), (100_000, 500)])
def test_many_of_all_containers_are_read_as_a_whole(count: int, few: int) -> None:
    ids = [str(number) for number in range(few + 1)]
    some, many = Due(container_ids=frozenset(ids[:-1])), Due(container_ids=frozenset(ids))
    assert some.among(count) == some
    assert many.among(count) == Due(_CONTAINERS)
