"""What the readers of a compose file's parts share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a stack is read, and what is noted meanwhile; networks and volumes map keys to real names."""

    project: str
    folder: Path
    environment: Mapping[str, str]
    networks: dict[str, str] = field(default_factory=dict[str, str])
    volumes: dict[str, str] = field(default_factory=dict[str, str])
    ignored: list[str] = field(default_factory=list[str])
    warnings: list[str] = field(default_factory=list[str])

    def path(self, text: str) -> Path:
        """A path of the file as a full one, relative ones from the folder."""
        path = Path(text).expanduser() if text == "~" or text.startswith("~/") else Path(text)
        return Path(self.folder, path).resolve()
