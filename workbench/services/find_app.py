"""Finds an app's variants in its folder."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from workbench.domain.errors import ComposeError, InvalidInput
from workbench.domain.variants import App, Variant
from workbench.services.compose.document import load_document, project_name
from workbench.services.compose.extension import Extension, VariantEntry, read_extension

_DEFAULT = "default"
# From the largest to the smallest, as the lesson goes; others follow by name.
_USUAL_ORDER = (_DEFAULT, "full", "slim", "distroless", "alpine", "hardened")
_LEFTOVERS = (".dockerignore", "~", ".bak", ".orig", ".rej", ".swp", ".tmp", ".license")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")


def find_app(folder: Path, environment: Mapping[str, str] | None = None) -> App:
    """The app of a folder: its Dockerfiles, and the variants that its compose file names.

    Raises InvalidInput for a path that is no readable folder. A compose file that cannot be read is a warning
    here: the Dockerfiles can still be built.
    """
    files = _files(folder)
    folder = folder.resolve()
    warnings: list[str] = []
    name, extension = project_name(folder), Extension()
    try:
        document = load_document(folder, os.environ if environment is None else environment)
        if document is not None:
            name = document.name or name
            extension = read_extension(document.extension, document.environment, [])
    except ComposeError as error:
        warnings.append(str(error))
    by_file = _by_file(files, warnings)
    named = [
        each
        for each in (_named(entry, name, folder, by_file, warnings) for entry in extension.variants)
        if each
    ]
    taken = {each.name for each in named} | {f"/{each.dockerfile}" for each in named}
    found = [
        Variant(variant, dockerfile, f"{name}:{variant}")
        for variant, dockerfile in sorted(by_file.items(), key=_usual_place)
        if variant not in taken and f"/{dockerfile}" not in taken
    ]
    variants = (*named, *found)
    warnings += _shared_tags(variants)
    return App(name, folder, variants, tuple(warnings))


def _files(folder: Path) -> tuple[str, ...]:
    """The names of the folder's files, sorted."""
    try:
        return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_file()))
    except FileNotFoundError as error:
        raise InvalidInput(f"{folder} is not there.", "Give the folder of an app.") from error
    except NotADirectoryError as error:
        raise InvalidInput(f"{folder} is not a folder.", f"Give its folder: {folder.parent}.") from error
    except OSError as error:
        raise InvalidInput(
            f"{folder} cannot be read: {error.strerror or error}.", "Check the folder's permissions."
        ) from error


def _by_file(files: tuple[str, ...], warnings: list[str]) -> dict[str, str]:
    """Which Dockerfile each variant has by its file's name."""
    found: dict[str, str] = {}
    for file, variant in _dockerfiles(files):
        if not _TAG.fullmatch(variant):
            warnings.append(f'{file} is left out: "{variant}" cannot be a tag.')
        elif variant in found:
            warnings.append(
                f"{found[variant]} and {file} are both the variant {variant}; {file} is left out."
            )
        else:
            found[variant] = file
    return found


def _dockerfiles(files: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for file in files:
        if file.endswith(_LEFTOVERS):
            continue
        if file == "Dockerfile":
            yield file, _DEFAULT
        elif file.startswith("Dockerfile.") and file != "Dockerfile.":
            yield file, file.removeprefix("Dockerfile.")
        elif file.endswith(".Dockerfile") and not file.startswith("."):
            yield file, file.removesuffix(".Dockerfile")


def _named(
    entry: VariantEntry, app_name: str, folder: Path, by_file: dict[str, str], warnings: list[str]
) -> Variant | None:
    """The variant that an entry of the compose file names, None for one that cannot be built."""
    default = by_file.get(entry.name, by_file.get(_DEFAULT, "Dockerfile"))
    dockerfile = os.path.relpath(folder / (entry.dockerfile or default), folder).replace(os.sep, "/")
    tag = entry.tag or f"{app_name}:{entry.name}"
    where = f"{entry.place.file}, line {entry.place.line}: the variant {entry.name}"
    if not entry.tag and not _TAG.fullmatch(entry.name):
        warnings.append(f"{where} is left out: its name cannot be a tag; give it one with `tag:`.")
        return None
    if PurePosixPath(dockerfile).parts[:1] == ("..",):
        warnings.append(
            f"{where} is left out: its Dockerfile {entry.dockerfile} is outside of the app's folder."
        )
        return None
    if not (folder / dockerfile).is_file():
        warnings.append(f"{where} cannot be built: {dockerfile} is not there.")
    return Variant(entry.name, dockerfile, tag, entry.target, entry.build_arguments)


def _usual_place(variant: tuple[str, str]) -> tuple[int, str]:
    name = variant[0]
    return (_USUAL_ORDER.index(name) if name in _USUAL_ORDER else len(_USUAL_ORDER)), name


def _shared_tags(variants: tuple[Variant, ...]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for each in variants:
        if each.tag in seen:
            yield f"{seen[each.tag]} and {each.name} have the same tag {each.tag}: the later build takes it."
        seen[each.tag] = each.name
