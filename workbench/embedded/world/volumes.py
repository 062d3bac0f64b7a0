"""Volumes: named places that outlive containers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workbench.embedded.errors import BadParameter, NotFound
from workbench.embedded.world.files import FOLDER, Entry

_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")


def check_volume_name(name: str) -> None:
    """Refuse what cannot name a volume, in Docker's words."""
    if len(name) == 1:
        raise BadParameter(
            f"create {name}: volume name is too short, names should be at least two alphanumeric characters"
        )
    if not _NAME.fullmatch(name):
        raise BadParameter(
            f'create {name}: "{name}" includes invalid characters for a local volume name, only '
            '"[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. '
            "If you intended to pass a host directory, use absolute path"
        )


@dataclass(eq=False, slots=True)
class Volume:
    """One volume and the containers that hold it."""

    name: str
    created_at_ns: int
    driver: str = "local"
    labels: Mapping[str, str] | None = None
    options: Mapping[str, str] | None = None
    is_anonymous: bool = False
    files: dict[str, Entry] = field(default_factory=lambda: {"": FOLDER})
    holders: set[str] = field(default_factory=set[str])

    @property
    def size_bytes(self) -> int:
        """Sum the sizes of its files."""
        return sum(entry.size_bytes for entry in self.files.values())


class VolumeStore:
    """All volumes of the engine."""

    def __init__(self) -> None:
        self._by_name: dict[str, Volume] = {}

    def __iter__(self) -> Iterator[Volume]:
        return iter(sorted(self._by_name.values(), key=lambda volume: volume.name))

    def add(self, volume: Volume) -> None:
        """Keep a volume."""
        self._by_name[volume.name] = volume

    def get(self, name: str) -> Volume | None:
        """Give a volume, or None."""
        return self._by_name.get(name)

    def find(self, name: str) -> Volume:
        """Find a volume by name."""
        if name not in self._by_name:
            raise NotFound(f"get {name}: no such volume")
        return self._by_name[name]

    def forget(self, volume: Volume) -> None:
        """Drop a volume."""
        self._by_name.pop(volume.name, None)
