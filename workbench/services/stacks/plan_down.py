"""Plans what takes a stack down: all that the workbench made for it, and nothing else."""

from workbench.domain.commands import (
    Command,
    RemoveContainer,
    RemoveNetwork,
    RemoveVolume,
    StopContainer,
)
from workbench.domain.containers import Container
from workbench.domain.stacks import Plan, RunStep, Stack
from workbench.services.stacks.labels import KEPT_VOLUMES, SERVICE, is_ours
from workbench.services.stacks.observed import Observed, containers_of
from workbench.services.start_order import start_order

_RECOVERY = "`down` goes on from there."


def plan(stack: Stack, observed: Observed, *, with_volumes: bool = False) -> Plan:
    """The steps that take the stack down; named volumes stay unless they are asked for."""
    ours = [each for each in observed.inventory.containers if is_ours(each.labels, stack)]
    last_first = [service.name for service in reversed(start_order(stack))]
    # What no service asks for any more goes first: nothing can depend on it.
    ours.sort(key=lambda each: _place(each, last_first))
    commands: list[Command] = [command for each in ours for command in _removal(each, observed)]
    commands += [RemoveVolume(name) for each in ours for name in _kept_volumes(each, observed)]
    warnings = [_made_by_compose(each) for each in containers_of(stack, observed) if each not in ours]
    for network in observed.inventory.networks:
        if not is_ours(network.labels, stack):
            continue
        users = _others_on(network.name, ours, observed)
        if users:
            warnings.append(f"The network {network.name} stays: {', '.join(users)} is on it.")
        else:
            commands.append(RemoveNetwork(network.name))
    if with_volumes:
        named = (each.name for each in observed.inventory.volumes if is_ours(each.labels, stack))
        commands += [RemoveVolume(name) for name in named]
    steps = tuple(RunStep(command) for command in commands)
    return Plan(f"down {stack.name}", steps, tuple(warnings), _RECOVERY)


def _place(container: Container, order: list[str]) -> int:
    name = container.label(SERVICE)
    return order.index(name) if name in order else -1


def _removal(container: Container, observed: Observed) -> tuple[Command, ...]:
    stop = (StopContainer(container.name),) if container.is_running else ()
    detail = observed.detail(container)
    # Nothing is said to be lost that is not there; where that is not known, it may be.
    has_volumes = detail is None or any(mount.is_anonymous for mount in detail.mounts)
    return (*stop, RemoveContainer(container.name, with_volumes=has_volumes))


def _kept_volumes(container: Container, observed: Observed) -> tuple[str, ...]:
    """The volumes that came from a container before this one, which the engine takes for named ones."""
    names = (container.label(KEPT_VOLUMES) or "").split(",")
    return tuple(name for name in names if name and observed.has_volume(name))


def _made_by_compose(container: Container) -> str:
    return f"{container.name} stays: Compose made it, and `docker compose down` removes it."


def _others_on(network: str, ours: list[Container], observed: Observed) -> tuple[str, ...]:
    return tuple(
        each.name
        for each in observed.inventory.containers
        if each not in ours and any(joined.network_name == network for joined in each.networks)
    )
