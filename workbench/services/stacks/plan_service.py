"""Plans what one service of a stack needs."""

from dataclasses import dataclass

from workbench.domain.commands import (
    Command,
    DisconnectNetwork,
    PullImage,
    RemoveContainer,
    StartContainer,
    StopContainer,
    UnpauseContainer,
    VolumeMount,
)
from workbench.domain.containers import Container, ContainerState
from workbench.domain.stacks import RunStep, Service, Stack
from workbench.services.stacks.compare_service import differences, has_completed, lost_networks
from workbench.services.stacks.conflicts import refuse_taken_name, refuse_taken_ports
from workbench.services.stacks.observed import Observed, container_of
from workbench.services.stacks.service_commands import (
    connect_command,
    connect_commands,
    container_name,
    run_command,
)

# The name that an engine makes up for a volume which nobody named.


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """What is done for one service: nothing, or steps, with the image brought before all else."""

    service: Service
    image_steps: tuple[RunStep, ...] = ()
    steps: tuple[RunStep, ...] = ()


def plan_service(stack: Stack, service: Service, observed: Observed) -> ServicePlan:
    """What a service needs; raises NameTaken or PortInUse for what would go wrong anyway."""
    container = container_of(stack, service, observed)
    refuse_taken_name(stack, service, container, observed)
    refuse_taken_ports(stack, service, observed)
    if container is None:
        return _anew(stack, service, (), (), f"{service.name} has no container yet", observed)
    reasons = differences(stack, service, container, observed)
    if reasons:
        kept = _kept_volumes(service, container, observed)
        return _anew(stack, service, _removal(container), kept, "; ".join(reasons), observed)
    if has_completed(stack, service, container, observed):
        return ServicePlan(service)
    return ServicePlan(service, (), _repair(stack, service, container, observed))


def _anew(
    stack: Stack,
    service: Service,
    before: tuple[Command, ...],
    kept: tuple[VolumeMount, ...],
    reason: str,
    observed: Observed,
) -> ServicePlan:
    image_steps: tuple[RunStep, ...] = ()
    if not observed.image_id(service.image):
        bring = service.build or PullImage(service.image)
        image_steps = (RunStep(bring, f"the image {service.image} is not there"),)
    commands = (*before, run_command(stack, service, kept), *connect_commands(stack, service))
    return ServicePlan(service, image_steps, tuple(RunStep(command, reason) for command in commands))


def _removal(container: Container) -> tuple[Command, ...]:
    if container.state is ContainerState.DEAD:
        return (RemoveContainer(container.name, force=True),)
    stop = (StopContainer(container.name),) if container.is_running else ()
    return (*stop, RemoveContainer(container.name))


def _kept_volumes(service: Service, container: Container, observed: Observed) -> tuple[VolumeMount, ...]:
    """The anonymous volumes of a container, which hold its data and must outlive its replacement."""
    detail = observed.detail(container)
    own = {mount.target for mount in service.mounts}
    mounts = () if detail is None else detail.mounts
    return tuple(
        VolumeMount(mount.source, mount.target, mount.read_only)
        for mount in mounts
        if mount.is_anonymous and mount.target not in own
    )


def _repair(stack: Stack, service: Service, container: Container, observed: Observed) -> tuple[RunStep, ...]:
    """The steps that let a container go on which is as it should be."""
    steps: list[RunStep] = []
    joined = {each.network_name for each in container.networks}
    for key in lost_networks(stack, service, container, observed):
        connect = connect_command(stack, service, key)
        reason = f"it is not on the network {connect.network}"
        if connect.network in joined:
            # It still holds on to a network of that name which is gone.
            steps.append(RunStep(DisconnectNetwork(connect.network, container.name, force=True), reason))
        steps.append(RunStep(connect, reason))
    if container.state is ContainerState.PAUSED:
        steps.append(RunStep(UnpauseContainer(container_name(stack, service)), "it is paused"))
    elif not container.is_running:
        steps.append(RunStep(StartContainer(container.name), f"it is {container.state.value}"))
    return tuple(steps)
