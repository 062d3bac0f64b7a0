"""Notices that something in an app's folder changed, at next to no cost, however large the folder is."""

import os
from collections.abc import Callable
from pathlib import Path
from time import monotonic

_WALKED_AT_MOST = 20_000
# A walk is followed by a pause so many times as long: at most half a percent of one processor.
_REST_FOR_WORK = 200.0
# What changes in these while one works is no source.
_NOT_ENTERED = frozenset(
    {".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", "node_modules", "__pycache__"}
)


class SourceWatch:
    """Compares the folder with what it was at the last look: names, sizes and times.

    The files at its top, where Dockerfiles lie, are looked at each time, those below as often as is cheap.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = monotonic) -> None:
        self.folder = folder
        self._clock = clock
        self._top: int | None = None
        self._below: int | None = None
        self._walk_at = 0.0

    def has_changed(self) -> bool:
        """Whether something is other than at the last look; the first look tells no change."""
        folders: list[str] = []
        top = _stamp(str(self.folder), folders)
        changed = self._top is not None and top != self._top
        self._top = top
        began = self._clock()
        if began < self._walk_at:
            return changed
        below = _walk(folders)
        changed = changed or (self._below is not None and below != self._below)
        self._below = below
        ended = self._clock()
        self._walk_at = ended + (ended - began) * _REST_FOR_WORK
        return changed


def _walk(folders: list[str]) -> int:
    """The stamp of all that lies below, as far as a bounded walk comes."""
    stamp = count = 0
    while folders and count < _WALKED_AT_MOST:
        before = len(folders)
        place = folders.pop()
        stamp = hash((stamp, place, _stamp(place, folders)))
        count += 1 + max(0, len(folders) - before)
    return stamp


def _stamp(folder: str, folders: list[str]) -> int:
    """What tells one state of a folder from another; its own folders are put to the others."""
    stamp = 0
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return -1
    for entry in found:
        try:
            if entry.is_dir(follow_symlinks=False):
                stamp = hash((stamp, entry.name))
                if entry.name not in _NOT_ENTERED:
                    folders.append(entry.path)
                continue
            status = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        stamp = hash((stamp, entry.name, status.st_mtime_ns, status.st_size, status.st_ino))
    return stamp
