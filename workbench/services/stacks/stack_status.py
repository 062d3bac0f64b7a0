"""Tells how a stack stands on the engine."""

from workbench.domain.containers import Container, ContainerState
from workbench.domain.stacks import Service, ServiceStatus, Stack, StackStatus
from workbench.services.stacks.compare_service import differences, has_completed, lost_networks, name_is_taken
from workbench.services.stacks.observed import Observed, container_of, orphans_of
from workbench.services.stacks.service_commands import container_name


def status_of(stack: Stack, observed: Observed) -> StackStatus:
    """Each service with its container and how that differs, and what else there is of the stack."""
    present = {each.name for each in observed.inventory.networks}
    return StackStatus(
        stack=stack,
        services=tuple(_service_status(stack, service, observed) for service in stack.services),
        networks_present=tuple(each.name for each in stack.networks if each.name in present),
        orphans=orphans_of(stack, observed),
    )


def _service_status(stack: Stack, service: Service, observed: Observed) -> ServiceStatus:
    container = container_of(stack, service, observed)
    if container is not None:
        return ServiceStatus(service, container, _differences(stack, service, container, observed))
    if name_is_taken(stack, service, container, observed) is not None:
        name = container_name(stack, service)
        return ServiceStatus(service, None, (f"another container has the name {name}",))
    if not observed.image_id(service.image):
        what = "built" if service.build else "pulled"
        return ServiceStatus(service, None, (f"the image {service.image} must be {what} first",))
    return ServiceStatus(service)


def _differences(stack: Stack, service: Service, container: Container, observed: Observed) -> tuple[str, ...]:
    found = list(differences(stack, service, container, observed))
    lost = lost_networks(stack, service, container, observed)
    found += [f"it is not on the network {network.name}" for network in stack.networks if network.key in lost]
    is_at_rest = not container.is_running or container.state is ContainerState.PAUSED
    if is_at_rest and not has_completed(stack, service, container, observed):
        found.append(f"it is {container.state.value}")
    return tuple(dict.fromkeys(found))
