"""COPY and ADD: what they put where, and the digest that their cache hangs on."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace

from workbench.embedded.builds.context import has_wildcards, matching, read_tar
from workbench.embedded.builds.failure import BuildFailure
from workbench.embedded.errors import BadParameter
from workbench.embedded.identity import digest
from workbench.embedded.world.files import FOLDER, Entry, FileTree, Kind, join
from workbench.embedded.world.users import users_of

_ARCHIVE_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")


@dataclass(frozen=True, slots=True)
class Copied:
    """Files on their way into an image, and how the history names them."""

    files: dict[str, Entry]
    label: str


def gather(
    keyword: str,
    sources: list[str],
    target: str,
    source_tree: FileTree,
    *,
    from_context: bool,
    target_tree: FileTree,
) -> Copied:
    """Give the files that sources mean, at the paths that they get under the target."""
    found: dict[str, Entry] = {}
    kinds: list[str] = []
    paths = [
        path for source in sources for path in _paths(keyword, source, source_tree, from_context=from_context)
    ]
    if not paths:
        raise BuildFailure(f"{keyword} failed: no source files were specified")
    if len(paths) > 1 and not target.endswith("/"):
        raise BuildFailure(
            f"{keyword} failed: When using {keyword} with more than one source file, "
            "the destination must be a directory and end with a /"
        )
    for path in paths:
        entry = source_tree.find(path)
        if entry is None:
            raise _missing(keyword, path, from_context=from_context)
        kinds.append("dir" if entry.kind is Kind.FOLDER else "file")
        found.update(_placed(keyword, path, entry, target, source_tree, target_tree))
    kind = kinds[0] if len(kinds) == 1 else "multi"
    return Copied(found, f"{kind}:{_content_digest(found)}")


def _paths(keyword: str, source: str, tree: FileTree, *, from_context: bool) -> list[str]:
    if keyword == "ADD" and "://" in source:
        raise BuildFailure("ADD failed: the embedded engine reaches no network")
    asked = source.removeprefix("/").removeprefix("./")
    leaves = posixpath.normpath(asked).split("/")[0] == ".."
    if leaves and has_wildcards(asked):
        return []
    if leaves:
        raise BuildFailure(f"{keyword} failed: forbidden path outside the build context: {asked} ()")
    found = [tree.resolve(path) for path in matching(tree, source)]
    for path in found:
        if path and tree.find(path) is None:
            raise _missing(keyword, source, from_context=from_context)
    return found


def _missing(keyword: str, source: str, *, from_context: bool) -> BuildFailure:
    if from_context:
        return BuildFailure(
            f"{keyword} failed: file not found in build context or excluded by .dockerignore: "
            f"stat {source}: file does not exist"
        )
    return BuildFailure(f"{keyword} failed: stat {source}: file does not exist")


def _placed(
    keyword: str, path: str, entry: Entry, target: str, source_tree: FileTree, target_tree: FileTree
) -> dict[str, Entry]:
    goal = target_tree.resolve(join("", target))
    if entry.kind is Kind.FOLDER:
        return {
            goal: FOLDER,
            **{posixpath.join(goal, below): each for below, each in source_tree.below(path)},
        }
    if keyword == "ADD" and path.endswith(_ARCHIVE_ENDINGS):
        try:
            return {posixpath.join(goal, name): each for name, each in read_tar(entry.data).items()}
        except BadParameter:
            pass
    is_folder = target.endswith("/") or target in (".", "..") or target_tree.is_folder(goal)
    return {posixpath.join(goal, posixpath.basename(path)) if is_folder else goal: entry}


def _content_digest(files: dict[str, Entry]) -> str:
    lines = [
        f"{path} {entry.kind.value} {entry.mode:o} {entry.size_bytes} {entry.target} "
        + (digest(entry.content) if entry.content is not None else "")
        for path, entry in sorted(files.items())
    ]
    return digest("\n".join(lines))


def owned(files: dict[str, Entry], chown: str, tree: FileTree) -> dict[str, Entry]:
    """Give files the owner that `--chown` asks for; without it they are root's."""
    owner, owning_group = 0, None
    if chown:
        name, _, group = chown.partition(":")
        owner = _number(name, "user", users_of(tree))
        if group:
            owning_group = _number(group, "group", users_of(tree, "etc/group"))
    return {path: replace(entry, owner=owner, group=owning_group) for path, entry in files.items()}


def _number(name: str, kind: str, known: list[tuple[str, int, int]]) -> int:
    if name.isdigit():
        return int(name)
    for found, number, _ in known:
        if found == name:
            return number
    short = "uid" if kind == "user" else "gid"
    raise BuildFailure(
        f"unable to convert uid/gid chown string to host mapping: can't find {short} for {kind} {name}: "
        f"no such {kind}: {name}"
    )
