"""What of an inventory is to be read again."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.events import EngineEvent
from workbench.services.inventory_lists import ALL_LISTS, InventoryList, lists_changed_by

_FEW_CONTAINERS = 50
_FEW_OF_MANY = 20
# Their ids stand in the address that is asked for, and an address has an end.
_MOST_SINGLE_CONTAINERS = 500

_CONTAINERS = frozenset({InventoryList.CONTAINERS})


@dataclass(frozen=True, slots=True)
class Due:
    """Whole lists, and single containers of a list that is not read as a whole."""

    lists: frozenset[InventoryList] = frozenset()
    container_ids: frozenset[str] = frozenset()

    def __or__(self, other: Due) -> Due:
        return _without_doubles(self.lists | other.lists, self.container_ids | other.container_ids)

    def among(self, count: int) -> Due:
        """The same among so many containers: of few, the whole list is read faster than many singles."""
        few = min(max(_FEW_CONTAINERS, count // _FEW_OF_MANY), _MOST_SINGLE_CONTAINERS)
        if len(self.container_ids) <= few:
            return self
        return _without_doubles(self.lists | _CONTAINERS, self.container_ids)

    def __bool__(self) -> bool:
        return bool(self.lists or self.container_ids)


ALL_DUE = Due(ALL_LISTS)


def _without_doubles(lists: frozenset[InventoryList], ids: frozenset[str]) -> Due:
    return Due(lists, frozenset() if InventoryList.CONTAINERS in lists else ids)


def due_after(event: EngineEvent) -> Due:
    """What an event makes due; an engine with a thousand containers takes long to list them for one."""
    lists = lists_changed_by(event)
    container_id = _only_container(event) if InventoryList.CONTAINERS in lists else ""
    return Due(lists - _CONTAINERS, frozenset({container_id})) if container_id else Due(lists)


def _only_container(event: EngineEvent) -> str:
    """The id of the container that an event is about, empty where it may concern several."""
    match event.kind:
        case "container":
            return event.actor_id
        case "network":
            return dict(event.attributes).get("container", "")
        case _:
            return ""
