"""What a user may change in a tree of files, decided as the kernel does from owners and modes."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace

from workbench.embedded.world.files import FOLDER, Entry, FileTree, Kind

_WRITE, _SEARCH = 0o2, 0o1
_STICKY = 0o1000


class NotPermitted(Exception):
    """A user may not do something to a path, which is the message; the reason is in the kernel's words."""

    def __init__(self, path: str, reason: str = "Permission denied") -> None:
        super().__init__(f"/{path}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class UserFiles:
    """A tree of files as one user may change it; user 0 may all that the disks allow."""

    tree: FileTree
    user: int
    group: int

    def check_write(self, path: str) -> None:
        """Raise NotPermitted, or ReadOnly, where the user may neither write what is there nor create it."""
        entry = self.tree.entry(path)
        if entry is None:
            self.check_replace(path)
            return
        self.tree.guard(path)
        if not (self._can_reach(path) and self._allows(entry, _WRITE)):
            raise NotPermitted(path)

    def check_replace(self, path: str) -> None:
        """Raise NotPermitted, or ReadOnly, where the user may not create, rename or remove a path."""
        self.tree.guard(path)
        folder = posixpath.dirname(path)
        while folder and self.tree.entry(folder) is None:
            folder = posixpath.dirname(folder)
        above = self.tree.entry(folder) or FOLDER
        if not (self._can_reach(path) and self._allows(above, _WRITE)):
            raise NotPermitted(path)
        entry = self.tree.entry(path)
        if entry and above.mode & _STICKY and self.user not in (0, entry.owner, above.owner):
            raise NotPermitted(path, "Operation not permitted")

    def put(self, path: str, entry: Entry) -> None:
        """Write a file, or make what is not there, in the user's name; a file keeps its owner and mode."""
        self.check_write(path)
        before = self.tree.entry(path)
        if before and before.kind is entry.kind is Kind.FILE:
            entry = replace(entry, mode=before.mode, owner=before.owner, group=before.group)
        elif before is None:
            entry = self.own(entry)
        self.tree.put(path, entry)

    def own(self, entry: Entry) -> Entry:
        """Give an entry as the user would make it."""
        return replace(entry, owner=self.user, group=self.group)

    def touch(self, path: str, new: Entry) -> None:
        """Make a file, or renew the time of one that the user owns or may write."""
        entry = self.tree.entry(path)
        if entry is None or self.user != entry.owner or not self._can_reach(path):
            self.check_write(path)
        self.tree.put(path, entry or self.own(new))

    def amend(
        self, path: str, *, mode: int | None = None, owner: int | None = None, group: int | None = None
    ) -> None:
        """Change a file's mode as its owner; only root gives it to others."""
        entry = self.tree.entry(path)
        if entry is None:
            return
        self.tree.guard(path)
        if not self._can_reach(path):
            raise NotPermitted(path)
        is_kept = owner in (None, entry.owner) and group in (None, entry.group_number, self.group)
        if self.user and not (self.user == entry.owner and is_kept):
            raise NotPermitted(path, "Operation not permitted")
        self.tree.amend(path, mode=mode, owner=owner, group=group)

    def may_write(self, path: str) -> bool:
        """Tell whether owners and modes let the user write a path, or create it."""
        try:
            self.check_write(path)
        except NotPermitted:
            return False
        return True

    def _allows(self, entry: Entry, bit: int) -> bool:
        if self.user == 0:
            return True
        if self.user == entry.owner:
            return bool(entry.mode & bit << 6)
        return bool(entry.mode & (bit << 3 if self.group == entry.group_number else bit))

    def _can_reach(self, path: str) -> bool:
        parts = path.split("/") if self.user else []
        above = (self.tree.entry("/".join(parts[:count])) for count in range(len(parts)))
        return all(self._allows(entry, _SEARCH) for entry in above if entry and entry.kind is Kind.FOLDER)
