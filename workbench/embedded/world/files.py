"""Files of images and containers: entries, and trees made of layers laid over one another."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

_MOST_LINKS_FOLLOWED = 20


class Kind(Enum):
    """What an entry is; REMOVED hides what a lower layer has."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a layer; content None stands for that many bytes of no meaning."""

    kind: Kind
    size_bytes: int = 0
    mode: int = 0o644
    owner: int = 0
    content: bytes | None = None
    target: str = ""
    group: int | None = None

    @property
    def group_number(self) -> int:
        """Give the file's group; without one of its own it bears the owner's number."""
        return self.owner if self.group is None else self.group

    @property
    def data(self) -> bytes:
        """Give the file's bytes."""
        return bytes(self.size_bytes) if self.content is None else self.content


FOLDER = Entry(Kind.FOLDER, mode=0o755)
REMOVED = Entry(Kind.REMOVED)


def file_of(content: bytes, mode: int = 0o644, owner: int = 0, group: int | None = None) -> Entry:
    """Make an entry with content."""
    return Entry(Kind.FILE, len(content), mode, owner, content, group=group)


def join(folder: str, path: str) -> str:
    """Give a path within the tree, without its leading slash; the root is empty."""
    joined = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
    return "" if joined == "." else joined


class ReadOnly(Exception):
    """A path stands on a disk that is not to be written; the message is the path."""

    reason = "Read-only file system"


class Busy(Exception):
    """A path is where another disk is mounted, so it cannot go; the message is the path."""


def _always(path: str) -> bool:
    return True


class FileTree:
    """A merged view of lower files, with a writable layer of its own on top."""

    def __init__(self, lower: Mapping[str, Entry] | None = None) -> None:
        self._lower: Mapping[str, Entry] = lower or {}
        self.changed: dict[str, Entry] = {}
        self.is_writable: Callable[[str], bool] = _always
        self._mounts: dict[str, dict[str, Entry]] = {}

    def mount(self, place: str, files: dict[str, Entry], *, makes_place: bool = True) -> None:
        """Show files of another disk at a place; they are not of this tree's layers, but the place is.

        Their paths are relative to the place, and the empty one is the place itself.
        """
        if makes_place and self.entry(place) is None:
            self._put(place, FOLDER)
        self._mounts[place] = files

    def _disk(self, path: str) -> tuple[dict[str, Entry], str] | None:
        """Give the disk that is mounted around a path, and the path on it."""
        around = [place for place in self._mounts if path == place or path.startswith(f"{place}/")]
        if not around:
            return None
        place = max(around, key=len)
        return self._mounts[place], path[len(place) :].removeprefix("/")

    def entry(self, path: str) -> Entry | None:
        """Give what stands at a path, links not followed."""
        if not path:
            return FOLDER
        disk = self._disk(path)
        found = disk[0].get(disk[1]) if disk else self.changed.get(path) or self._lower.get(path)
        return None if found is None or found.kind is Kind.REMOVED else found

    def resolve(self, path: str) -> str:
        """Follow the links in every part of a path."""
        budget = _MOST_LINKS_FOLLOWED
        done, todo = "", [part for part in path.split("/") if part]
        while todo:
            here = posixpath.join(done, todo.pop(0))
            found = self.entry(here)
            if found and found.kind is Kind.LINK and budget:
                budget -= 1
                todo = [part for part in join(done, found.target).split("/") if part] + todo
                done = ""
            else:
                done = here
        return done

    def find(self, path: str) -> Entry | None:
        """Give what a path leads to, links followed."""
        return self.entry(self.resolve(path))

    def is_folder(self, path: str) -> bool:
        """Tell whether a path leads to a folder."""
        found = self.find(path)
        return found is not None and found.kind is Kind.FOLDER

    def children(self, folder: str) -> list[str]:
        """List the names in a folder."""
        prefix = f"{folder}/" if folder else ""
        names: set[str] = set()
        for path, entry in self.walk():
            if path.startswith(prefix) and path != folder and entry.kind is not Kind.REMOVED:
                names.add(path[len(prefix) :].split("/", 1)[0])
        return sorted(names)

    def walk(self) -> Iterator[tuple[str, Entry]]:
        """Go through everything that stands, in no order."""
        hidden = tuple(f"{place}/" for place in self._mounts)
        for path, entry in self.own_files():
            if path not in self._mounts and not path.startswith(hidden):
                yield path, entry
        for place, files in self._mounts.items():
            for below, entry in files.items():
                path = posixpath.join(place, below) if below else place
                disk = self._disk(path)
                if disk and disk[0] is files:
                    yield path, entry

    def own_files(self) -> Iterator[tuple[str, Entry]]:
        """Go through the tree's own files, as if nothing were mounted."""
        for path, entry in self._lower.items():
            if path not in self.changed:
                yield path, entry
        for path, entry in self.changed.items():
            if entry.kind is not Kind.REMOVED:
                yield path, entry

    def below(self, folder: str) -> Iterator[tuple[str, Entry]]:
        """Go through a folder's content, paths relative to it."""
        prefix = f"{folder}/" if folder else ""
        for path, entry in list(self.walk()):
            if path.startswith(prefix):
                yield path[len(prefix) :], entry

    def put(self, path: str, entry: Entry) -> None:
        """Write an entry, making the folders that it stands in its owner's; ReadOnly says that it may not."""
        self.guard(path)
        self._put(path, entry)

    def guard(self, path: str) -> None:
        """Raise ReadOnly where a path stands on a disk that is not to be written."""
        if not self.is_writable(path):
            raise ReadOnly(f"/{path}")

    def _put(self, path: str, entry: Entry) -> None:
        parent = posixpath.dirname(path)
        if parent and self.entry(parent) is None:
            self._put(parent, replace(FOLDER, owner=entry.owner, group=entry.group))
        disk = self._disk(path)
        if disk:
            disk[0][disk[1]] = entry
        elif path:
            self.changed[path] = entry

    def remove(self, path: str) -> bool:
        """Remove a path and all below it; tell whether there was anything. Busy names a mount in the way."""
        doomed = [found for found, _ in self.walk() if found == path or found.startswith(f"{path}/")]
        for found in doomed:
            self.guard(found)
            if found in self._mounts:
                raise Busy(f"/{found}")
        for found in doomed:
            disk = self._disk(found)
            if disk:
                del disk[0][disk[1]]
            elif found in self._lower:
                self.changed[found] = REMOVED
            else:
                del self.changed[found]
        return bool(doomed)

    def amend(
        self, path: str, *, mode: int | None = None, owner: int | None = None, group: int | None = None
    ) -> None:
        """Change a file's mode, owner or group, which copies it up as overlayfs does."""
        entry = self.entry(path)
        if entry:
            self.guard(path)
            mode = entry.mode if mode is None else mode
            group = entry.group_number if group is None else group
            owner = entry.owner if owner is None else owner
            self._put(path, replace(entry, mode=mode, owner=owner, group=None if group == owner else group))

    def changes(self) -> list[tuple[str, int]]:
        """List what differs from below, as `docker diff`: 0 changed, 1 added, 2 removed."""
        kinds: dict[str, int] = {}
        for path, entry in self.changed.items():
            if entry.kind is Kind.REMOVED:
                if posixpath.dirname(path) not in self.changed or self.entry(posixpath.dirname(path)):
                    kinds[path] = 2
            else:
                kinds[path] = 0 if path in self._lower else 1
            parent = posixpath.dirname(path)
            while parent:
                if parent in self._lower and self.entry(parent):
                    kinds.setdefault(parent, 0)
                parent = posixpath.dirname(parent)
        return sorted((f"/{path}", kind) for path, kind in kinds.items())

    @property
    def changed_bytes(self) -> int:
        """Sum the sizes of the files in the writable layer."""
        return sum(entry.size_bytes for entry in self.changed.values())
