"""All that a request may touch: the world, its time, its events, its troubles."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field

from workbench.embedded.catalogue import Catalogue
from workbench.embedded.clock import Clock
from workbench.embedded.events import EventBus
from workbench.embedded.execs import Exec
from workbench.embedded.faults import Faults
from workbench.embedded.identity import Identities
from workbench.embedded.ports import PortTable
from workbench.embedded.world.containers import ContainerStore
from workbench.embedded.world.images import ImageStore
from workbench.embedded.world.networks import NetworkStore
from workbench.embedded.world.volumes import VolumeStore


@dataclass(slots=True)
class Host:
    """The engine from within."""

    clock: Clock
    events: EventBus
    ids: Identities
    faults: Faults
    catalogue: Catalogue
    images: ImageStore = field(default_factory=ImageStore)
    containers: ContainerStore = field(default_factory=ContainerStore)
    networks: NetworkStore = field(default_factory=NetworkStore)
    volumes: VolumeStore = field(default_factory=VolumeStore)
    execs: dict[str, Exec] = field(default_factory=dict[str, Exec])
    ports: PortTable = field(default_factory=PortTable)
    tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    def spawn(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """Let work go on beside the requests, until it ends or the engine stops."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task
