"""What an engine says of itself, and how one was found."""

from dataclasses import dataclass
from enum import Enum


class CandidateSource(Enum):
    """Why a candidate was considered."""

    OPTION_HOST = "--host"
    OPTION_CONTEXT = "--context"
    ENVIRONMENT_HOST = "DOCKER_HOST"
    ENVIRONMENT_CONTEXT = "DOCKER_CONTEXT"
    CURRENT_CONTEXT = "current docker context"
    KNOWN_SOCKET = "known socket"
    EMBEDDED = "embedded engine"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place where an engine may answer, with the files of its TLS identity if it has one."""

    url: str
    source: CandidateSource
    name: str
    tls_folder: str = ""
    tls_verify: bool = True


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of trying one candidate: an API version, or why not and what to do."""

    candidate: Candidate
    api_version: str = ""
    failure: str = ""
    hint: str = ""

    @property
    def answered(self) -> bool:
        """Whether an engine answered there."""
        return not self.failure


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """What the engine says of itself."""

    name: str
    product: str
    version: str
    api_version: str
    minimum_api_version: str
    operating_system: str
    architecture: str
    kernel: str
    storage_driver: str
    image_store: str
    cgroup_version: str
    cpu_count: int
    memory_bytes: int
    root_folder: str
    containers_total: int
    containers_running: int
    images_total: int
    warnings: tuple[str, ...] = ()
    is_embedded: bool = False


class BuilderKind(Enum):
    """How images are built on this engine."""

    BUILDX = "buildx"
    CLASSIC = "classic"


@dataclass(frozen=True, slots=True)
class BuilderChoice:
    """The builder that will be used, and why."""

    kind: BuilderKind
    reason: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class DiskUseLine:
    """One kind of object on the engine's disk."""

    kind: str
    count: int
    active_count: int
    size_bytes: int
    reclaimable_bytes: int


@dataclass(frozen=True, slots=True)
class DiskUse:
    """What the engine's disk holds, each shared layer counted once."""

    layers_size_bytes: int
    lines: tuple[DiskUseLine, ...]

    @property
    def total_bytes(self) -> int:
        """All kinds together."""
        return sum(line.size_bytes for line in self.lines)
