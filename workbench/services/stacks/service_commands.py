"""What a service of a stack is as commands."""

import hashlib
from dataclasses import replace

from workbench.domain.commands import ConnectNetwork, RunContainer, VolumeMount
from workbench.domain.stacks import Service, Stack
from workbench.services.stacks.labels import KEPT_VOLUMES, container_labels


def container_name(stack: Stack, service: Service) -> str:
    """The name of a service's container."""
    return service.container_name or f"{stack.name}-{service.name}-1"


def run_command(stack: Stack, service: Service, kept_volumes: tuple[VolumeMount, ...] = ()) -> RunContainer:
    """The command that runs a service; volumes kept from the container before it are mounted again."""
    command = _unlabelled(stack, service)
    labels = (*service.labels, *container_labels(stack, service.name, config_hash(stack, service)))
    if kept_volumes:
        labels = (*labels, (KEPT_VOLUMES, ",".join(mount.source for mount in kept_volumes)))
    return replace(command, labels=labels, mounts=(*command.mounts, *kept_volumes))


def connect_commands(stack: Stack, service: Service) -> tuple[ConnectNetwork, ...]:
    """The commands that join a service's container to its networks after the first."""
    return tuple(connect_command(stack, service, key) for key in network_keys(service)[1:])


def connect_command(stack: Stack, service: Service, key: str) -> ConnectNetwork:
    """The command that joins a service's container to one of its networks."""
    return ConnectNetwork(_network_name(stack, key), container_name(stack, service), _aliases(service, key))


def network_keys(service: Service) -> tuple[str, ...]:
    """The networks that a service joins, by their keys."""
    return tuple(joined.key for joined in service.networks)


def config_hash(stack: Stack, service: Service) -> str:
    """A digest of all that is asked of a service's container; another digest means another container."""
    digest = hashlib.sha256()
    for command in (_unlabelled(stack, service), *connect_commands(stack, service)):
        for word in command.argv:
            digest.update(word.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


def _unlabelled(stack: Stack, service: Service) -> RunContainer:
    """The command with the labels of the file alone."""
    first = next(iter(network_keys(service)), "")
    return RunContainer(
        image=service.image,
        name=container_name(stack, service),
        command=service.command,
        entrypoint=service.entrypoint,
        environment=service.environment,
        network=_network_name(stack, first) if first else "",
        network_aliases=_aliases(service, first) if first else (),
        ports=service.ports,
        labels=service.labels,
        restart_policy=service.restart_policy,
        health_check=service.health_check,
        mounts=service.mounts,
        user=service.user,
        working_directory=service.working_directory,
    )


def _network_name(stack: Stack, key: str) -> str:
    return next((network.name for network in stack.networks if network.key == key), key)


def _aliases(service: Service, key: str) -> tuple[str, ...]:
    further = next((joined.aliases for joined in service.networks if joined.key == key), ())
    return tuple(dict.fromkeys((service.name, *further)))
