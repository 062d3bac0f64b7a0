"""Containers as the engine knows them, and the place they are kept."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from workbench.embedded.errors import Conflict, no_such_container
from workbench.embedded.logs import LogBuffer
from workbench.embedded.payload import (
    JsonObject,
    flag_at,
    number_at,
    object_at,
    objects_at,
    text_at,
    text_map_at,
)
from workbench.embedded.processes.program import Program
from workbench.embedded.shell.terminal_state import TerminalState
from workbench.embedded.world.files import FileTree
from workbench.embedded.world.images import Image

# These stand in memory, whatever the container's disk is.
_KERNEL_FOLDERS = ("/dev", "/proc", "/sys")


class State(Enum):
    """Docker's words for how a container is."""

    CREATED = "created"
    RUNNING = "running"
    PAUSED = "paused"
    RESTARTING = "restarting"
    EXITED = "exited"


@dataclass(slots=True)
class HealthProbe:
    """One run of a health check."""

    started_at_ns: int
    ended_at_ns: int
    exit_code: int
    output: str


@dataclass(slots=True)
class Health:
    """What the health checks of a container have found."""

    status: str = "starting"
    failing_streak: int = 0
    probes: deque[HealthProbe] = field(default_factory=lambda: deque[HealthProbe](maxlen=5))


@dataclass(slots=True)
class Endpoint:
    """A container's place on one network; the address is empty while it does not run."""

    aliases: tuple[str, ...] = ()
    wanted_address: str = ""
    endpoint_id: str = ""
    address: str = ""
    mac: str = ""


@dataclass(frozen=True, slots=True)
class Mount:
    """A volume or folder seen inside a container."""

    kind: str
    name: str
    source: str
    destination: str
    mode: str
    is_writable: bool
    is_anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Publication:
    """A container's port that answers on the host."""

    private_port: int
    protocol: str
    host_ip: str
    public_port: int


class Running(Protocol):
    """The process of a running container, as the rest of the engine may touch it."""

    task: asyncio.Task[None] | None

    @property
    def program(self) -> Program:
        """Give what the process does."""
        ...

    def signal(self, number: int) -> int | None:
        """Deliver a signal; a number is the exit code it leads to, None means that it is ignored."""
        ...

    def commands(self) -> list[str]:
        """Give the command lines of its processes."""
        ...


@dataclass(eq=False, slots=True)
class Container:
    """One container with all that changes about it."""

    id: str
    name: str
    image: Image
    image_name: str
    config: JsonObject
    host_config: JsonObject
    argv: tuple[str, ...]
    created_at_ns: int
    tree: FileTree
    logs: LogBuffer
    state: State = State.CREATED
    pid: int = 0
    exit_code: int = 0
    error: str = ""
    is_out_of_memory: bool = False
    is_stopped_by_hand: bool = False
    restart_count: int = 0
    started_at_ns: int = 0
    finished_at_ns: int = 0
    paused_at_ns: int = 0
    paused_ns: int = 0
    health: Health | None = None
    endpoints: dict[str, Endpoint] = field(default_factory=dict[str, Endpoint])
    mounts: tuple[Mount, ...] = ()
    publications: tuple[Publication, ...] = ()
    process: Running | None = None
    terminal: TerminalState = field(default_factory=TerminalState)
    execs: list[str] = field(default_factory=list[str])
    exit_waiters: list[asyncio.Future[int]] = field(default_factory=list[asyncio.Future[int]])
    removal_waiters: list[asyncio.Future[int]] = field(default_factory=list[asyncio.Future[int]])
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    unpaused: asyncio.Event = field(default_factory=asyncio.Event)
    cached_row: tuple[tuple[object, ...], bytes] | None = None
    revision: int = 0

    @property
    def is_running(self) -> bool:
        """Tell whether a process stands behind the container, paused or not."""
        return self.state in (State.RUNNING, State.PAUSED)

    @property
    def labels(self) -> dict[str, str]:
        """Give the labels, those of the image included."""
        return text_map_at(self.config, "Labels")

    @property
    def has_tty(self) -> bool:
        """Tell whether output is a terminal's, which has no frames."""
        return flag_at(self.config, "Tty")

    @property
    def network_mode(self) -> str:
        """Give the network that the container was created on."""
        return text_at(self.host_config, "NetworkMode") or "default"

    @property
    def memory_limit_bytes(self) -> int:
        """Give the memory limit; 0 means none."""
        return number_at(self.host_config, "Memory")

    @property
    def restart_policy(self) -> JsonObject:
        """Give the rule for starting again."""
        return object_at(self.host_config, "RestartPolicy")

    def may_write(self, path: str) -> bool:
        """Tell whether commands may change a path: its mount decides, or else the container's own disk."""
        places = dict.fromkeys((*_KERNEL_FOLDERS, *object_at(self.host_config, "Tmpfs")), True)
        for item in objects_at(self.host_config, "Mounts"):
            places[text_at(item, "Target")] = not flag_at(item, "ReadOnly")
        places |= {mount.destination: mount.is_writable for mount in self.mounts}
        around = [place for place in places if f"/{path}/".startswith(f"{place.rstrip('/')}/")]
        return places[max(around, key=len)] if around else not flag_at(self.host_config, "ReadonlyRootfs")

    def worked_ns(self, at_ns: int) -> int:
        """Give how long the process had worked at a moment since its start, pauses left out."""
        until_ns = min(at_ns, self.paused_at_ns) if self.state is State.PAUSED else at_ns
        return until_ns - self.started_at_ns - self.paused_ns

    def touch(self) -> None:
        """Say that something shown in lists has changed."""
        self.revision += 1


class ContainerStore:
    """All containers of the engine, by id and by name."""

    def __init__(self) -> None:
        self._by_id: dict[str, Container] = {}
        self._by_name: dict[str, Container] = {}

    def __iter__(self) -> Iterator[Container]:
        return iter(list(self._by_id.values()))

    def __len__(self) -> int:
        return len(self._by_id)

    def claim(self, name: str) -> None:
        """Refuse a name that is taken, in Docker's words."""
        if name in self._by_name:
            holder = self._by_name[name].id
            raise Conflict(
                f'Conflict. The container name "/{name}" is already in use by container "{holder}". '
                "You have to remove (or rename) that container to be able to reuse that name."
            )

    def has_name(self, name: str) -> bool:
        """Tell whether a name is taken."""
        return name in self._by_name

    def add(self, container: Container) -> None:
        """Keep a container."""
        self._by_id[container.id] = container
        self._by_name[container.name] = container

    def rename(self, container: Container, name: str) -> None:
        """Give a container another name."""
        self.claim(name)
        del self._by_name[container.name]
        container.name = name
        self._by_name[name] = container
        container.touch()

    def forget(self, container: Container) -> None:
        """Drop a container."""
        self._by_id.pop(container.id, None)
        self._by_name.pop(container.name, None)

    def by_id(self, container_id: str) -> Container | None:
        """Find a container by its full id."""
        return self._by_id.get(container_id)

    def find(self, reference: str) -> Container:
        """Find a container by id, name or the beginning of an id."""
        found = self._by_id.get(reference) or self._by_name.get(reference.removeprefix("/"))
        if found:
            return found
        matching = (
            [item for key, item in self._by_id.items() if key.startswith(reference)] if reference else []
        )
        if len(matching) != 1:
            raise no_such_container(reference)
        return matching[0]

    def using(self, image: Image) -> list[Container]:
        """List the containers made from an image."""
        return [container for container in self._by_id.values() if container.image is image]
