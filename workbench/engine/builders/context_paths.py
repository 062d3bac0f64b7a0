"""Finds what of an app's folder belongs into its build context."""

import os
from collections.abc import Iterator
from pathlib import Path

from workbench.domain.dockerignore import Ignore, IgnoreMatch, ignore_file_names
from workbench.domain.errors import DockerfileError, InvalidInput, WorkbenchError


def dockerfile_in(root: Path, dockerfile: str) -> str:
    """A Dockerfile's path in the context, in POSIX form; raises WorkbenchError if none is there."""
    relative = Path(os.path.relpath(root / dockerfile, root))
    try:
        root_is_folder, is_file = root.is_dir(), (root / relative).is_file()
    except OSError as error:
        raise unreadable(root, error) from error
    if not root_is_folder:
        raise InvalidInput(f"{root} is no folder.", "Give the folder that holds the app and its Dockerfile.")
    if relative.parts[:1] == (os.pardir,):
        raise DockerfileError(
            f"{dockerfile} lies outside the build context {root}.", "Move it into the app's folder."
        )
    if not is_file:
        raise DockerfileError(
            f"There is no {relative} in {root}.", "Check its name, or choose another variant."
        )
    return relative.as_posix()


def ignore_of(root: Path, dockerfile: str) -> Ignore:
    """The patterns that hold for this Dockerfile: its own ignore file's, else those of .dockerignore."""
    for name in ignore_file_names(dockerfile):
        path = root / name
        try:
            # File names are bytes: what is no UTF-8 must still match.
            text = path.read_bytes().decode("utf-8", "surrogateescape")
        except FileNotFoundError:
            continue
        except OSError as error:
            raise unreadable(path, error) from error
        return Ignore.parse(text)
    return Ignore()


def kept_paths(root: Path, ignore: Ignore) -> Iterator[str]:
    """What stays in the context, sorted, each folder before what it holds; relative, with slashes."""
    pending: list[tuple[str, bool, IgnoreMatch]] = _listed(root, "", None, ignore)
    while pending:
        path, is_folder, match = pending.pop()
        if not match.is_excluded:
            yield path
        if is_folder and (not match.is_excluded or ignore.may_hold_exceptions(path)):
            pending.extend(_listed(root, path, match, ignore))


def folders_above(path: str) -> list[str]:
    """The folders that a path lies in, the outermost first."""
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def unreadable(path: Path, error: OSError) -> WorkbenchError:
    """The error for something in the context that cannot be read."""
    return WorkbenchError(
        f"{path} cannot be read for the build context: {error.strerror or error}.",
        "Allow reading it, or name it in .dockerignore if the image does not need it.",
    )


def _listed(
    root: Path, folder: str, parent: IgnoreMatch | None, ignore: Ignore
) -> list[tuple[str, bool, IgnoreMatch]]:
    """A folder's entries, the last first: they are taken from the end."""
    try:
        with os.scandir(root / folder) as entries:
            found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise unreadable(root / folder, error) from error
    paths = [(f"{folder}/{name}" if folder else name, is_folder) for name, is_folder in found]
    return [(path, is_folder, ignore.match(path, parent)) for path, is_folder in sorted(paths, reverse=True)]
