"""Finds, before anything is changed, what of somebody else's would stand in the way of a stack."""

from workbench.domain.containers import Container, PortMapping
from workbench.domain.errors import NameTaken, PortInUse
from workbench.domain.stacks import Service, Stack
from workbench.services.stacks.compare_service import name_is_taken
from workbench.services.stacks.labels import PROJECT, WORKING_FOLDER, belongs
from workbench.services.stacks.observed import Observed
from workbench.services.stacks.service_commands import container_name

_EVERYWHERE = ("", "0.0.0.0", "::")


def refuse_taken_name(
    stack: Stack, service: Service, container: Container | None, observed: Observed
) -> None:
    """Raise NameTaken where another container has the name of the service's."""
    other = name_is_taken(stack, service, container, observed)
    if other is None:
        return
    name = container_name(stack, service)
    same_project = other.label(PROJECT) == stack.name
    if same_project and belongs(other.labels, stack):
        raise NameTaken(
            f"The container {name} is that of another service of {stack.name}.", "Take the stack down first."
        )
    if same_project:
        raise NameTaken(
            f"The container {name} is of a stack {stack.name} in {other.label(WORKING_FOLDER)}.",
            "Take that one down, or give this one another name: `name:` in its compose file.",
        )
    raise NameTaken(
        f"There is a container named {name} already, which {stack.name} did not make.",
        f"Remove it or rename it (`docker rename {name} OTHER`), or give the service {service.name} "
        "another container_name.",
    )


def refuse_taken_ports(stack: Stack, service: Service, observed: Observed) -> None:
    """Raise PortInUse where a container of somebody else publishes what the service is to publish."""
    for container in observed.inventory.containers:
        if not container.is_running or belongs(container.labels, stack):
            continue
        for port in service.ports:
            if any(_collide(port, other) for other in container.published_ports):
                raise PortInUse(
                    f"Port {port.host_port} is published by the container {container.name} already.",
                    f"Stop it, or publish another port for {service.name}.",
                )


def _collide(port: PortMapping, other: PortMapping) -> bool:
    same = (port.host_port, port.protocol) == (other.host_port, other.protocol)
    return same and (
        port.host_ip == other.host_ip or port.host_ip in _EVERYWHERE or other.host_ip in _EVERYWHERE
    )
