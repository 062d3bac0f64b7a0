"""All that an engine holds, as one snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.domain.containers import Container
    from workbench.domain.images import Image
    from workbench.domain.networks import Network, Volume


class Connection(Enum):
    """Whether a snapshot can be trusted to be current."""

    CONNECTED = "connected"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the engine held when it was last asked; kept, and marked as old, while the engine is gone."""

    containers: tuple[Container, ...] = ()
    images: tuple[Image, ...] = ()
    networks: tuple[Network, ...] = ()
    volumes: tuple[Volume, ...] = ()
    connection: Connection = Connection.CONNECTED
    problem: str = ""

    def container(self, id_or_name: str) -> Container | None:
        """The container with that id or name, None where there is none."""
        return next((each for each in self.containers if id_or_name in (each.id, each.name)), None)
