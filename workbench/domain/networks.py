"""What networks and volumes are."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NetworkMember:
    """One container on a network."""

    container_id: str
    container_name: str
    ip_address: str
    mac_address: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """One network; members are None where they were not asked for (lists omit them)."""

    id: str
    name: str
    driver: str
    scope: str
    internal: bool
    created_at: datetime | None
    subnets: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    members: tuple[NetworkMember, ...] | None = None

    @property
    def is_predefined(self) -> bool:
        """Whether the engine made it and will not remove it."""
        return self.name in ("bridge", "host", "none", "podman")


@dataclass(frozen=True, slots=True)
class Volume:
    """One named volume; size and use are None where the engine does not tell."""

    name: str
    driver: str
    mountpoint: str
    created_at: datetime | None
    labels: tuple[tuple[str, str], ...] = ()
    size_bytes: int | None = None
    reference_count: int | None = None
