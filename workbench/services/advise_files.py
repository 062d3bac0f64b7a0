"""Reads what advice is given on from an app's folder: its texts, and which files lie there."""

import os
import stat
from pathlib import Path

from workbench.domain.advice.subject import ContextEntry
from workbench.domain.dockerignore import ignore_file_names
from workbench.domain.errors import DockerfileError

LARGEST_TEXT_BYTES = 4 * 1024 * 1024
_MOST_ENTRIES = 5_000
_MOST_MEASURED = 50_000
# What lies in these is not the app's own: they count as one thing each.
_NOT_ENTERED = frozenset(
    {".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", "node_modules", "__pycache__"}
)


def read_source(path: Path) -> str:
    """A file's text, whose bytes that are no UTF-8 are kept; raises DockerfileError, and never waits."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise DockerfileError(f"There is no {path.name} in {path.parent}.", "Check its name.") from error
    except OSError as error:
        raise _unreadable(path, error) from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "no plain file"
            raise DockerfileError(f"{path.name} is {what}.", "A Dockerfile is a text; name another path.")
        if status.st_size > LARGEST_TEXT_BYTES:
            raise DockerfileError(
                f"{path.name} is too large to be read as a Dockerfile.", "Is it another file?"
            )
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(LARGEST_TEXT_BYTES).decode("utf-8", "surrogateescape")
    except OSError as error:
        raise _unreadable(path, error) from error
    finally:
        os.close(handle)


def read_ignore(folder: Path, dockerfile: str) -> tuple[str, str | None]:
    """The ignore file that holds for a Dockerfile, and its text; None where there is none."""
    own, shared = ignore_file_names(dockerfile)
    for name in (own, shared):
        if (folder / name).is_file():
            return name, read_source(folder / name)
    return shared, None


def folder_entries(folder: Path) -> tuple[tuple[ContextEntry, ...], bool]:
    """What lies in the folder, sorted, and whether that is all; what cannot be read is left out."""
    found: list[ContextEntry] = []
    pending = [""]
    while pending and len(found) < _MOST_ENTRIES:
        parent = pending.pop()
        for entry in sorted(_listed(folder / parent), key=lambda each: each.name):
            path = f"{parent}/{entry.name}" if parent else entry.name
            if not entry.is_dir(follow_symlinks=False):
                found.append(ContextEntry(path, size_bytes=_size(entry)))
            elif entry.name in _NOT_ENTERED:
                found.append(ContextEntry(path, True, _measured(folder / path)))
            else:
                found.append(ContextEntry(path, True))
                pending.append(path)
    is_whole = not pending and len(found) < _MOST_ENTRIES
    return _with_folder_sizes(found), is_whole


def _with_folder_sizes(found: list[ContextEntry]) -> tuple[ContextEntry, ...]:
    sizes: dict[str, int] = {}
    for each in found:
        if each.size_bytes:
            parts = each.path.split("/")
            for end in range(1, len(parts)):
                above = "/".join(parts[:end])
                sizes[above] = sizes.get(above, 0) + each.size_bytes
    return tuple(
        ContextEntry(each.path, each.is_folder, each.size_bytes + sizes.get(each.path, 0))
        for each in sorted(found, key=lambda each: each.path)
    )


def _measured(folder: Path) -> int:
    """The bytes of all files below a folder, as far as a bounded walk comes."""
    total = count = 0
    pending = [folder]
    while pending and count < _MOST_MEASURED:
        for entry in _listed(pending.pop()):
            count += 1
            if entry.is_dir(follow_symlinks=False):
                pending.append(Path(entry.path))
            else:
                total += _size(entry)
    return total


def _listed(folder: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _size(entry: "os.DirEntry[str]") -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return 0


def _unreadable(path: Path, error: OSError) -> DockerfileError:
    return DockerfileError(
        f"{path.name} cannot be read: {error.strerror or error}.", "Check the permissions of the file."
    )
