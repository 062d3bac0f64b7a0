"""Tells how a service's container differs from what its stack asks for."""

from workbench.domain.containers import Container, ContainerState
from workbench.domain.stacks import Condition, Service, Stack
from workbench.services.stacks.labels import HASH, is_ours
from workbench.services.stacks.observed import Observed, full_name
from workbench.services.stacks.service_commands import config_hash, container_name, network_keys

_UNUSABLE = (ContainerState.DEAD, ContainerState.REMOVING)


def differences(stack: Stack, service: Service, container: Container, observed: Observed) -> tuple[str, ...]:
    """Why the container must be replaced by another; empty where it need not be.

    Of a container that Compose made only the image can be compared: its settings are hashed in another way.
    """
    found: list[str] = []
    wanted_id = observed.image_id(service.image)
    same_name = full_name(container.image) == full_name(service.image)
    made_here = is_ours(container.labels, stack)
    if made_here and container.label(HASH) != config_hash(stack, service):
        found.append("its settings changed" if same_name else _other_image(service, container))
    elif wanted_id and wanted_id != container.image_id:
        found.append(
            f"{service.image} is another image by now" if made_here else _other_image(service, container)
        )
    elif not (made_here or wanted_id or same_name):
        found.append(_other_image(service, container))
    if container.state in _UNUSABLE:
        found.append(f"it is {container.state.value}")
    return tuple(found)


def lost_networks(
    stack: Stack, service: Service, container: Container, observed: Observed
) -> tuple[str, ...]:
    """The networks, by their keys, that the container should be on and is not, or that were made anew."""
    joined = {each.network_name: each.network_id for each in container.networks}
    lost: list[str] = []
    for network in stack.networks:
        if network.key not in network_keys(service):
            continue
        present = observed.network(network.name)
        # Some engines tell a network's name for its id, or nothing before the first start.
        ids = ("", present.name, present.id) if present else ()
        if joined.get(network.name) not in ids:
            lost.append(network.key)
    return tuple(lost)


def has_completed(stack: Stack, service: Service, container: Container, observed: Observed) -> bool:
    """Whether the container did a job that others wait for, and need not run again."""
    waited_for = any(
        dependency.service == service.name and dependency.condition is Condition.COMPLETED
        for each in stack.services
        for dependency in each.depends_on
    )
    detail = observed.detail(container)
    has_ended = container.state is ContainerState.EXITED
    return waited_for and has_ended and detail is not None and detail.exit_code == 0


def name_is_taken(
    stack: Stack, service: Service, container: Container | None, observed: Observed
) -> Container | None:
    """The container of somebody else that has the name of this service's, None where there is none."""
    name = container_name(stack, service)
    other = next((each for each in observed.inventory.containers if each.name == name), None)
    return None if other == container else other


def _other_image(service: Service, container: Container) -> str:
    # An engine names the image by its id once the tag has moved on.
    has_id = container.image.startswith("sha256:")
    runs = container.image.removeprefix("sha256:")[:12] if has_id else container.image
    return f"it runs {runs}, {service.image} is asked for"
