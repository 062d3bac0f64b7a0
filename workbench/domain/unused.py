"""What nothing uses any more, and a prune would therefore remove."""

from workbench.domain.commands import PruneKind
from workbench.domain.containers import ContainerState
from workbench.domain.inventory import Inventory

_STOPPED = (ContainerState.CREATED, ContainerState.EXITED, ContainerState.DEAD)
_ANONYMOUS_NAME_LENGTH = 64


def unused(inventory: Inventory, kind: PruneKind) -> tuple[str, ...]:
    """The names of what `docker … prune` would remove, as far as lists tell (not the build cache)."""
    match kind:
        case PruneKind.CONTAINERS:
            return tuple(each.name for each in inventory.containers if each.state in _STOPPED)
        case PruneKind.IMAGES:
            used = {each.image_id for each in inventory.containers}
            return tuple(
                each.short_id for each in inventory.images if each.is_dangling and each.id not in used
            )
        case PruneKind.NETWORKS:
            joined = {place.network_name for each in inventory.containers for place in each.networks}
            return tuple(
                each.name for each in inventory.networks if not each.is_predefined and each.name not in joined
            )
        case PruneKind.VOLUMES:
            return tuple(
                each.name
                for each in inventory.volumes
                if each.reference_count in (None, 0) and len(each.name) == _ANONYMOUS_NAME_LENGTH
            )
        case PruneKind.BUILD_CACHE:
            return ()
