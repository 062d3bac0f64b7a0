"""What networks and volumes are."""

import re
from dataclasses import dataclass
from datetime import datetime

_ANONYMOUS = re.compile(r"[0-9a-f]{64}")


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

    @property
    def is_anonymous(self) -> bool:
        """Whether an engine made and named it by itself."""
        return is_anonymous_name(self.name)


def is_anonymous_name(volume: str) -> bool:
    """Whether a volume's name is one that an engine makes up."""
    return _ANONYMOUS.fullmatch(volume) is not None
