"""What nothing uses any more, and a prune would therefore remove."""

from workbench.domain.commands import PruneKind
from workbench.domain.containers import ContainerState
from workbench.domain.inventory import Inventory

_STOPPED = (ContainerState.CREATED, ContainerState.EXITED, ContainerState.DEAD)


def unused(inventory: Inventory, kind: PruneKind) -> tuple[str, ...]:
    """The names of what a prune would remove, as far as lists tell (not the build cache).

    The inventory's volumes must be those alone that no container holds: a list of all does not tell.
    """
    match kind:
        case PruneKind.CONTAINERS:
            return tuple(each.name for each in inventory.containers if each.state in _STOPPED)
        case PruneKind.IMAGES:
            used = {each.image_id for each in inventory.containers}
            return tuple(
                each.short_id for each in inventory.images if each.is_dangling and each.id not in used
            )
        case PruneKind.NETWORKS:
            # A container that has stopped holds no network.
            joined = {
                place.network_name
                for each in inventory.containers
                if each.state not in _STOPPED
                for place in each.networks
            }
            return tuple(
                each.name for each in inventory.networks if not each.is_predefined and each.name not in joined
            )
        case PruneKind.VOLUMES:
            return tuple(each.name for each in inventory.volumes if each.is_anonymous)
        case PruneKind.BUILD_CACHE:
            return ()
