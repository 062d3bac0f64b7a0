"""Layers: sets of files that lie over one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from workbench.embedded.world.files import Entry, Kind


class Layer:
    """One filesystem change; its files are made when they are first asked for."""

    def __init__(self, diff_id: str, size_bytes: int, make_files: Callable[[], Mapping[str, Entry]]) -> None:
        self.diff_id = diff_id
        self.size_bytes = size_bytes
        self._make_files = make_files

    @cached_property
    def files(self) -> Mapping[str, Entry]:
        """Give the files by path."""
        return self._make_files()


def merge(layers: tuple[Layer, ...]) -> dict[str, Entry]:
    """Lay layers over one another, the first lowest."""
    merged: dict[str, Entry] = {}
    for layer in layers:
        for path, entry in layer.files.items():
            if entry.kind is Kind.REMOVED:
                for doomed in [found for found in merged if found == path or found.startswith(f"{path}/")]:
                    del merged[doomed]
            else:
                merged[path] = entry
    return merged
