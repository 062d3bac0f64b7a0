"""Writes out the files of a catalogue's layer; unnamed ones share what is left of its size."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from workbench.embedded.payload import JsonObject, number_at, objects_at, text_at, text_map_at, texts_at
from workbench.embedded.world.files import FOLDER, Entry, Kind, file_of

_PROGRAM_MODE = 0o755


def expand(spec: JsonObject) -> dict[str, Entry]:
    """Give a layer's files by path; their sizes add up to the layer's."""
    items = objects_at(spec, "items")
    found: dict[str, Entry] = {}
    for item in items:
        found.update(_fixed(item))
    left = number_at(spec, "size_bytes") - sum(entry.size_bytes for entry in found.values())
    sharing = [item for item in items if number_at(item, "share")]
    shares = sum(number_at(item, "share") for item in sharing)
    for item in sharing:
        share = number_at(item, "share")
        size = left * share // shares
        left -= size
        shares -= share
        found.update(spread(_paths(item), size, _PROGRAM_MODE if "programs" in item else 0o644))
    for path in list(found):
        _add_parents(found, path)
    return found


def spread(paths: list[str], size_bytes: int, mode: int = 0o644) -> dict[str, Entry]:
    """Spread a size over files, unevenly and always alike."""
    found: dict[str, Entry] = {}
    weights = [1 + (index * 7 + 3) % 11 for index in range(len(paths))]
    left, left_weight = size_bytes, sum(weights)
    for path, weight in zip(paths, weights, strict=True):
        size = left * weight // left_weight
        left -= size
        left_weight -= weight
        found[path] = Entry(Kind.FILE, size, mode)
    return found


def _paths(item: JsonObject) -> list[str]:
    folder = text_at(item, "in")
    names = texts_at(item, "programs")
    if not names:
        count, pattern = number_at(item, "files"), text_at(item, "named")
        names = [pattern.replace("{}", str(number) if count > 1 else "") for number in range(1, count + 1)]
    return [posixpath.join(folder, name) for name in names]


def _fixed(item: JsonObject) -> Iterator[tuple[str, Entry]]:
    for path, target in text_map_at(item, "links").items():
        yield path, Entry(Kind.LINK, mode=0o777, target=target)
    for path in texts_at(item, "folders"):
        mode = 0o1777 if path.endswith("tmp") else 0o755
        yield path, Entry(Kind.FOLDER, mode=mode, owner=number_at(item, "owner"))
    if "text" in item:
        yield text_at(item, "text"), file_of(text_at(item, "is").encode())
    if "programs" in item and "bytes" in item:
        for path in _paths(item):
            yield path, Entry(Kind.FILE, number_at(item, "bytes"), _PROGRAM_MODE)


def _add_parents(found: dict[str, Entry], path: str) -> None:
    parent = posixpath.dirname(path)
    while parent and parent not in found:
        found[parent] = FOLDER
        parent = posixpath.dirname(parent)
