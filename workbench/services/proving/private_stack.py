"""What a proof starts: the app's variant and what it depends on, on a network and under names of its own."""

import os
import secrets
import socket
from dataclasses import dataclass, replace

from workbench.domain.commands import (
    BuildImage,
    Command,
    CreateNetwork,
    CreateVolume,
    RunContainer,
    VolumeMount,
)
from workbench.domain.containers import PortMapping
from workbench.domain.stacks import Dependency, Service, Stack
from workbench.services.start_order import start_order

PROOF_LABEL = "workbench.proof"
OWNER_LABEL = "workbench.proof.owner"
_PREFIX = "workbench-proof"


@dataclass(frozen=True, slots=True)
class PrivateService:
    """One service under its private name, what it waits for, and how its image is built if at all."""

    service: str
    run: RunContainer
    waits_for: tuple[tuple[Dependency, str], ...]
    build: BuildImage | None = None


@dataclass(frozen=True, slots=True)
class PrivateStack:
    """Everything that a proof makes, in order; the app comes last."""

    network: str
    resources: tuple[Command, ...]
    helpers: tuple[PrivateService, ...]
    app: PrivateService


def owner() -> str:
    """This process, as a label of what it makes tells it."""
    return f"{socket.gethostname()}:{os.getpid()}"


def private_stack(stack: Stack, image: str, port: int | None, host_ip: str) -> PrivateStack:
    """The app's service with this image and all that it depends on, apart from whatever else runs.

    Nothing is published but the app's port, on a port that the engine chooses. Named volumes are replaced by
    empty ones of the proof's own, and folders of the host can only be read.
    """
    app = stack.service(stack.app_service) or stack.services[-1]
    prefix = f"{_PREFIX}-{secrets.token_hex(4)}"
    needed = _needed(stack, app)
    labels = ((PROOF_LABEL, prefix), (OWNER_LABEL, owner()))
    services = {
        each.name: _private(each, prefix, labels) for each in start_order(stack) if each.name in needed
    }
    volumes = {
        mount.source
        for each in services.values()
        for mount in each.run.mounts
        if not mount.source.startswith("/")
    }
    own = services.pop(app.name)
    ports = () if port is None else (PortMapping(port, "tcp", host_ip, None),)
    run = replace(own.run, image=image, ports=ports)
    return PrivateStack(
        network=prefix,
        resources=(
            CreateNetwork(prefix, labels=labels),
            *(CreateVolume(name, labels) for name in sorted(filter(None, volumes))),
        ),
        helpers=tuple(services.values()),
        app=PrivateService(app.name, run, own.waits_for),
    )


def _needed(stack: Stack, app: Service) -> set[str]:
    """The app and all services that it depends on, directly or not."""
    found: set[str] = set()
    waiting = [app.name]
    while waiting:
        service = stack.service(waiting.pop())
        if service is not None and service.name not in found:
            found.add(service.name)
            waiting += [each.service for each in service.depends_on]
    return found


def _private(service: Service, prefix: str, labels: tuple[tuple[str, str], ...]) -> PrivateService:
    aliases = (
        service.name,
        service.container_name,
        *(name for each in service.networks for name in each.aliases),
    )
    run = RunContainer(
        image=service.image,
        name=f"{prefix}-{service.name}",
        command=service.command,
        entrypoint=service.entrypoint,
        environment=service.environment,
        network=prefix,
        network_aliases=tuple(dict.fromkeys(filter(None, aliases))),
        labels=labels,
        health_check=service.health_check,
        mounts=tuple(_private_mount(mount, prefix) for mount in service.mounts),
        user=service.user,
        working_directory=service.working_directory,
    )
    waits = tuple((each, f"{prefix}-{each.service}") for each in service.depends_on)
    return PrivateService(service.name, run, waits, service.build)


def _private_mount(mount: VolumeMount, prefix: str) -> VolumeMount:
    if mount.source.startswith("/"):
        return VolumeMount(mount.source, mount.target, read_only=True)
    return VolumeMount(f"{prefix}-{mount.source}" if mount.source else "", mount.target, mount.read_only)
