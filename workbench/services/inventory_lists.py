"""Which of an engine's lists an event changes."""

from enum import Enum

from workbench.domain.events import EngineEvent


class InventoryList(Enum):
    """The lists that an inventory is made of, in the order in which they are read."""

    CONTAINERS = "containers"
    IMAGES = "images"
    NETWORKS = "networks"
    VOLUMES = "volumes"


ALL_LISTS = frozenset(InventoryList)
_NONE: frozenset[InventoryList] = frozenset()
_CONTAINERS = frozenset({InventoryList.CONTAINERS})
_IMAGES = frozenset({InventoryList.IMAGES})
_VOLUMES = frozenset({InventoryList.VOLUMES})

# Each probe of a health check is three of these; the others read a container without changing it.
_NOISE = frozenset(
    "archive-path attach checkpoint copy detach exec exec_create exec_detach exec_die exec_died exec_start"
    " export extract-to-dir mount push resize save sync top unmount".split()
)


def lists_changed_by(event: EngineEvent) -> frozenset[InventoryList]:
    """The lists to read again after an event; none for one that changes nothing that they show."""
    action = event.action.partition(":")[0].strip()
    if action in _NOISE:
        return _NONE
    match event.kind, action:
        case "container", "commit":
            return _CONTAINERS | _IMAGES
        case "container" | "pod", _:
            return _CONTAINERS
        case "image", ("pull" | "load" | "import" | "build"):
            return _IMAGES
        case "image", _:
            # A container shows its image's tag, which can move or go.
            return _IMAGES | _CONTAINERS
        case "network", ("connect" | "disconnect"):
            return _CONTAINERS
        case "network", _:
            return frozenset({InventoryList.NETWORKS})
        case "volume", _:
            return _VOLUMES
        case "builder", _:
            return _IMAGES
        case _:
            return _NONE
