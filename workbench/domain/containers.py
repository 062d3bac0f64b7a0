"""What a container is: as a list shows it, and in full."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from workbench.domain.networks import is_anonymous_name


class ContainerState(Enum):
    """The states that an engine reports for a container."""

    CREATED = "created"
    RUNNING = "running"
    PAUSED = "paused"
    RESTARTING = "restarting"
    REMOVING = "removing"
    EXITED = "exited"
    DEAD = "dead"
    UNKNOWN = "unknown"


_LIVING = (ContainerState.RUNNING, ContainerState.PAUSED, ContainerState.RESTARTING)


class Health(Enum):
    """What a container's health check says."""

    NONE = "none"
    STARTING = "starting"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PortMapping:
    """One port of a container, published on the host or only exposed."""

    container_port: int
    protocol: str = "tcp"
    host_ip: str = ""
    host_port: int | None = None

    @property
    def is_published(self) -> bool:
        """Whether the host forwards a port to it."""
        return self.host_port is not None


@dataclass(frozen=True, slots=True)
class NetworkMembership:
    """A container's place on one network."""

    network_name: str
    network_id: str = ""
    ip_address: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Container:
    """One line of the container list."""

    id: str
    name: str
    image: str
    image_id: str
    command: str
    created_at: datetime
    state: ContainerState
    status: str
    health: Health = Health.NONE
    ports: tuple[PortMapping, ...] = ()
    networks: tuple[NetworkMembership, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether its process lives, paused or not."""
        return self.state in _LIVING

    @property
    def image_name(self) -> str:
        """The image's name; the id of one that lost its name as short as everywhere."""
        return self.image[7:19] if self.image.startswith("sha256:") else self.image

    @property
    def published_ports(self) -> tuple[PortMapping, ...]:
        """The ports that the host forwards, each once."""
        return tuple(port for port in self.ports if port.is_published)

    def label(self, key: str) -> str | None:
        """The value of one label, None where it is not set."""
        return dict(self.labels).get(key)


@dataclass(frozen=True, slots=True)
class Mount:
    """A volume or host folder that a container sees under a path."""

    kind: str
    source: str
    target: str
    read_only: bool = False

    @property
    def is_anonymous(self) -> bool:
        """Whether it is a volume that an engine made and named by itself."""
        return self.kind == "volume" and is_anonymous_name(self.source)


@dataclass(frozen=True, slots=True)
class HealthProbe:
    """One run of a container's health check; each line of its output is clean."""

    started_at: datetime | None
    exit_code: int
    output: str


@dataclass(frozen=True, slots=True)
class ContainerDetail:
    """One container in full, as inspect tells it."""

    container: Container
    started_at: datetime | None
    finished_at: datetime | None
    exit_code: int | None
    out_of_memory: bool
    error: str
    restart_count: int
    restart_policy: str
    process_id: int
    user: str
    working_directory: str
    entrypoint: tuple[str, ...]
    arguments: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    mounts: tuple[Mount, ...]
    has_tty: bool
    memory_limit_bytes: int
    log_driver: str
    health_command: tuple[str, ...] = ()
    health_log: tuple[HealthProbe, ...] = ()
    raw_json: str = ""


@dataclass(frozen=True, slots=True)
class ProcessTable:
    """The processes of a container, as the engine's top shows them."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class ChangeKind(Enum):
    """How a path differs from the image's filesystem."""

    MODIFIED = "modified"
    ADDED = "added"
    DELETED = "deleted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FilesystemChange:
    """One path that a container changed against its image."""

    path: str
    kind: ChangeKind
