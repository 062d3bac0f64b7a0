"""Writes the sample app into a folder, for a person to pack and play with."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from workbench.domain.errors import InvalidInput

SAMPLE_NAME = "giropops-senhas"
_NAMED_AT_MOST = 5


def write_sample(target: Path) -> tuple[Path, ...]:
    """Write the sample app into this folder and return the files; raises InvalidInput, never overwrites."""
    planned = tuple((target.joinpath(*parts), source) for parts, source in _sample_files())
    _refuse_existing(target, tuple(path for path, _ in planned))
    for path, source in planned:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as written:
                written.write(source.read_bytes())
        except OSError as error:
            raise InvalidInput(
                f"{path} cannot be written: {error.strerror or error}.",
                "Choose a folder that you may write to.",
            ) from error
    return tuple(path for path, _ in planned)


def _refuse_existing(target: Path, paths: tuple[Path, ...]) -> None:
    # A dangling link is in the way too.
    taken = [str(path.relative_to(target)) for path in paths if path.exists() or path.is_symlink()]
    if not taken:
        return
    named = ", ".join(taken[:_NAMED_AT_MOST])
    more = f" and {len(taken) - _NAMED_AT_MOST} more" if len(taken) > _NAMED_AT_MOST else ""
    raise InvalidInput(
        f"{target} already has {named}{more}; nothing was written.", "Choose an empty or a new folder."
    )


def _sample_files() -> Iterator[tuple[tuple[str, ...], Traversable]]:
    yield from _walk(files("workbench.sample") / SAMPLE_NAME, ())


def _walk(folder: Traversable, parts: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        # Installing the package compiles the sample's modules too.
        if entry.name == "__pycache__":
            continue
        path = (*parts, entry.name)
        if entry.is_dir():
            yield from _walk(entry, path)
        else:
            yield path, entry
