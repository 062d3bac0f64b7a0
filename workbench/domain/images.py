"""What an image is: as a list shows it, and in full with its history."""

from dataclasses import dataclass
from datetime import datetime

from workbench.domain.layers import HistoryStep


@dataclass(frozen=True, slots=True)
class Image:
    """One local image; sizes are None where the engine does not tell."""

    id: str
    tags: tuple[str, ...]
    digests: tuple[str, ...]
    created_at: datetime
    size_bytes: int
    shared_size_bytes: int | None = None
    container_count: int | None = None
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Its first tag, else its short id."""
        return self.tags[0] if self.tags else self.short_id

    @property
    def short_id(self) -> str:
        """The twelve digits that the docker command line shows."""
        return self.id.removeprefix("sha256:")[:12]

    @property
    def is_dangling(self) -> bool:
        """Whether no tag points to it."""
        return not self.tags

    @property
    def unique_size_bytes(self) -> int | None:
        """What removing it would free, None where the engine does not tell."""
        return None if self.shared_size_bytes is None else self.size_bytes - self.shared_size_bytes


@dataclass(frozen=True, slots=True)
class ImageDetail:
    """One image in full: configuration, layers and history (oldest step first)."""

    image: Image
    architecture: str
    operating_system: str
    user: str
    working_directory: str
    entrypoint: tuple[str, ...]
    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    exposed_ports: tuple[str, ...]
    volumes: tuple[str, ...]
    diff_ids: tuple[str, ...]
    history: tuple[HistoryStep, ...]
    raw_json: str = ""
