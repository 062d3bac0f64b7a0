"""Events decide which lists are read again."""

import pytest

from workbench.domain.events import EngineEvent
from workbench.services.inventory_lists import InventoryList, lists_changed_by


def lists(kind: str, action: str) -> set[str]:
    return {each.value for each in lists_changed_by(EngineEvent(1, kind, action, "id", "name"))}


@pytest.mark.parametrize(
    ("kind", "action", "expected"),
    [
        ("container", "start", {"containers"}),
        ("container", "health_status: healthy", {"containers"}),
        ("container", "commit", {"containers", "images"}),
        ("image", "pull", {"images"}),
        ("image", "tag", {"images", "containers"}),
        ("image", "delete", {"images", "containers"}),
        ("network", "create", {"networks"}),
        ("network", "connect", {"containers"}),
        ("volume", "destroy", {"volumes"}),
        ("builder", "prune", {"images"}),
    ],
)
def test_an_event_names_the_lists_it_changes(kind: str, action: str, expected: set[str]) -> None:
    assert lists(kind, action) == expected


@pytest.mark.parametrize(
    "action", ["exec_create: /bin/sh -c redis-cli ping", "exec_start: redis-cli", "exec_die", "top", "resize"]
)
def test_a_probe_of_a_health_check_changes_no_list(action: str) -> None:
    assert lists("container", action) == set()


def test_mounting_a_volume_changes_no_list() -> None:
    assert lists("volume", "mount") == set()


def test_an_unknown_kind_changes_no_list() -> None:
    assert lists("plugin", "enable") == set()


def test_every_list_is_announced_by_some_event() -> None:
    kinds = ("container", "image", "network", "volume")
    assert {each for kind in kinds for each in lists(kind, "create")} == {
        each.value for each in InventoryList
    }
