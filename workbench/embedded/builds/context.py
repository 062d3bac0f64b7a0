"""The build context: the files that the client sent."""

from __future__ import annotations

import fnmatch
import io
import tarfile
from collections.abc import Mapping

from workbench.domain.dockerignore import Ignore
from workbench.domain.errors import WorkbenchError
from workbench.embedded.errors import BadParameter, ServerError
from workbench.embedded.world.files import Entry, FileTree, Kind, file_of, join

_MARK, _MARK_AT = b"ustar", 257
_IGNORE_FILE = ".dockerignore"


def read_tar(data: bytes) -> dict[str, Entry]:
    """Read a tar, packed or not."""
    found: dict[str, Entry] = {}
    if data[_MARK_AT : _MARK_AT + len(_MARK)] == _MARK:
        # A Dockerfile that the docker client reads from its input ends the archive within a block.
        data += bytes(-len(data) % tarfile.BLOCKSIZE)
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:*") as archive:
            for member in archive:
                entry = _entry(archive, member, found)
                path = join("", member.name)
                if entry and path:
                    found[path] = entry
    except tarfile.TarError as error:
        raise BadParameter(f"Error processing tar file: {error}") from error
    # A tar may name files in folders that it does not name.
    tree = FileTree()
    for path, entry in found.items():
        tree.put(path, entry)
    return tree.changed


def _entry(archive: tarfile.TarFile, member: tarfile.TarInfo, before: Mapping[str, Entry]) -> Entry | None:
    mode = member.mode & 0o7777
    if member.isdir():
        return Entry(Kind.FOLDER, mode=mode)
    if member.issym():
        return Entry(Kind.LINK, mode=0o777, target=member.linkname)
    if member.islnk():
        return before.get(join("", member.linkname))
    stream = archive.extractfile(member) if member.isfile() else None
    return file_of(stream.read(), mode) if stream else None


def read_context(data: bytes, dockerfile: str) -> tuple[FileTree, str]:
    """Read the context and its Dockerfile's text; an ignore file may name these two themselves."""
    tree = FileTree(read_tar(data)) if data else FileTree()
    path = join("", dockerfile)
    entry = tree.find(path)
    if entry is None or entry.kind is not Kind.FILE:
        raise ServerError(f"Cannot locate specified Dockerfile: {dockerfile}")
    text = entry.data.decode("utf-8", "replace")
    ignore_file = tree.find(_IGNORE_FILE)
    if ignore_file:
        try:
            ignore = Ignore.parse(ignore_file.data.decode("utf-8", "replace"))
        except WorkbenchError as error:
            raise ServerError(f"Error checking context: {error}") from error
        for each in (path, _IGNORE_FILE):
            if ignore.excludes(each):
                tree.remove(each)
    return tree, text


def has_wildcards(source: str) -> bool:
    """Tell whether a source may mean several paths."""
    return bool(set(source) & set("*?["))


def matching(tree: FileTree, pattern: str) -> list[str]:
    """List the paths that a source, perhaps with wildcards, means."""
    wanted = join("", pattern)
    if not has_wildcards(pattern):
        return [wanted]
    parts = wanted.split("/")
    return sorted(path for path, _ in tree.walk() if _fits(path.split("/"), parts))


def _fits(parts: list[str], patterns: list[str]) -> bool:
    return len(parts) == len(patterns) and all(map(fnmatch.fnmatchcase, parts, patterns))
