"""What of an image's bytes nobody needs: each stored file once, with who wrote it and why it is waste.

A file that a later layer overwrites or removes is still stored and sent. Of what is still to be seen, caches
of package managers, compiled Python and second copies could be left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

from workbench.domain.archive.layer_files import FileKind, FileTable, LayerFiles
from workbench.domain.archive.paths import shown
from workbench.domain.file_nodes import FileNode, LayerStack, subtree

SMALLEST_DUPLICATE_BYTES = 4096
_FILE, _HARD_LINK = FileKind.FILE.value, FileKind.HARD_LINK.value
_CACHES = (
    b"var/lib/apt/lists/",
    b"var/cache/apt/",
    b"var/cache/apk/",
    b"var/cache/yum/",
    b"var/cache/dnf/",
)
_CACHES_OF_A_HOME = (
    b"/.cache/pip/",
    b"/.cache/uv/",
    b"/.cache/pypoetry/",
    b"/.npm/_cacache/",
    b"/.cache/yarn/",
)
_BYTECODE = b"__pycache__/"


class WasteReason(Enum):
    """Why a stored file is waste, the first that holds."""

    OVERWRITTEN = "overwritten"
    SAME_CONTENT = "same content again"
    WRITTEN_AGAIN = "written again alike"
    REMOVED = "removed"
    PACKAGE_CACHE = "package cache"
    BYTECODE = "compiled Python"
    DUPLICATE = "second copy"


@dataclass(frozen=True, slots=True)
class WastedFile:
    """The needless bytes of one path for one reason.

    `written_in` are the layers that hold those bytes; `ended_in` is the layer that overwrote or removed the
    last of them, None for what is still to be seen; `copy_of` is where a second copy's first one stands.
    """

    path: str
    size_bytes: int
    reason: WasteReason
    written_in: tuple[int, ...]
    ended_in: int | None = None
    copy_of: str = ""


@dataclass(frozen=True, slots=True)
class Waste:
    """All waste of an image, the largest first, and its bytes by layer.

    Bytes count for the layer that stores them, so those of the base image's layers are the base's. Efficiency
    is the share of the stored bytes that is none: (stored − wasted) ÷ stored. The entries are the same waste
    before what is of one path was put together: each with the layer that stores it.
    """

    files: tuple[WastedFile, ...]
    stored_bytes: int
    by_layer: tuple[int, ...]
    base_layer_count: int = 0
    entries: tuple[tuple[int, WastedFile], ...] = ()

    @property
    def wasted_bytes(self) -> int:
        """All wasted bytes."""
        return sum(self.by_layer)

    @property
    def own_bytes(self) -> int:
        """The bytes wasted in the app's own layers."""
        return sum(self.by_layer[self.base_layer_count :])

    @property
    def base_bytes(self) -> int:
        """The bytes wasted in the layers of the base image."""
        return sum(self.by_layer[: self.base_layer_count])

    @property
    def efficiency(self) -> float:
        """The share of the stored bytes that is needed; 1 for an image without files."""
        return 1 - self.wasted_bytes / self.stored_bytes if self.stored_bytes else 1.0

    @property
    def own(self) -> tuple[WastedFile, ...]:
        """What the app's own layers waste."""
        return tuple(each for each in self.files if max(each.written_in) >= self.base_layer_count)

    @property
    def base(self) -> tuple[WastedFile, ...]:
        """What the layers of the base image waste."""
        return tuple(each for each in self.files if max(each.written_in) < self.base_layer_count)

    def by_reason(self) -> dict[WasteReason, int]:
        """The wasted bytes for each reason, the most first."""
        sums: dict[WasteReason, int] = defaultdict(int)
        for each in self.files:
            sums[each.reason] += each.size_bytes
        return dict(sorted(sums.items(), key=lambda pair: -pair[1]))


_Found: TypeAlias = tuple[int, WastedFile]
"""A layer, and what of its bytes is waste."""


@dataclass(frozen=True, slots=True)
class _Hidden:
    """A stored file that a layer hid; the replacement is -1 where nothing came in its place."""

    layer: int
    number: int
    ended_in: int
    replacement: int


def find_waste(layers: Sequence[LayerFiles], base_layer_count: int = 0) -> Waste:
    """The waste of layers laid upon one another, of which the first so many are the base image's."""
    hidden: list[_Hidden] = []

    def note(node: FileNode, ended_in: int, replacement: int) -> None:
        files = layers[node.layer].files
        if files.kinds[node.number] == _FILE and files.sizes[node.number]:
            hidden.append(_Hidden(node.layer, node.number, ended_in, replacement))

    stack = LayerStack(layers, death=note)
    for layer in range(len(layers)):
        stack.lay(layer)
    entries = (*_unreachable(layers, hidden, stack.root), *_needless(layers, stack.root))
    by_layer = [0] * len(layers)
    for layer, each in entries:
        by_layer[layer] += each.size_bytes
    files = _merged((each for _, each in entries), base_layer_count)
    stored_bytes = sum(each.size_bytes for each in layers)
    return Waste(files, stored_bytes, tuple(by_layer), base_layer_count, entries)


def _unreachable(layers: Sequence[LayerFiles], hidden: Sequence[_Hidden], root: FileNode) -> Iterator[_Found]:
    """What later layers hid, but for contents that a hard link still shows."""
    linked = {
        (node.layer, layers[node.layer].files.first_name(node.number))
        for node in subtree(root)
        if node.number >= 0 and layers[node.layer].files.kinds[node.number] == _HARD_LINK
    }
    for each in hidden:
        files = layers[each.layer].files
        path, size_bytes = files.paths[each.number], files.sizes[each.number]
        if (each.layer, path) in linked:
            continue
        reason, layer = _why_hidden(layers, each)
        yield layer, WastedFile(shown(path), size_bytes, reason, (layer,), each.ended_in)


def _why_hidden(layers: Sequence[LayerFiles], hidden: _Hidden) -> tuple[WasteReason, int]:
    """Why a hidden file is waste, and which layer holds its needless bytes.

    Where the same content came again, for a new owner or mode or for neither, the second copy is the
    needless one.
    """
    if hidden.replacement < 0:
        return WasteReason.REMOVED, hidden.layer
    under, over = layers[hidden.layer].files, layers[hidden.ended_in].files
    one, other = hidden.number, hidden.replacement
    if over.kinds[other] != _FILE or _content(under, one) != _content(over, other):
        return WasteReason.OVERWRITTEN, hidden.layer
    is_alike = _rights(under, one) == _rights(over, other)
    return (WasteReason.WRITTEN_AGAIN if is_alike else WasteReason.SAME_CONTENT), hidden.ended_in


def _content(files: FileTable, number: int) -> tuple[int, int]:
    return files.sizes[number], files.content_sums[number]


def _rights(files: FileTable, number: int) -> tuple[int, int, int]:
    return files.uids[number], files.gids[number], files.modes[number]


def _needless(layers: Sequence[LayerFiles], root: FileNode) -> Iterator[_Found]:
    """What is still to be seen and could be left out."""
    first: dict[tuple[int, int], bytes] = {}
    for layer, number in _live_files(layers, root):
        files = layers[layer].files
        path, size_bytes = files.paths[number], files.sizes[number]
        key = (size_bytes, files.content_sums[number])
        copy_of = first.setdefault(key, path) if size_bytes >= SMALLEST_DUPLICATE_BYTES else path
        if _is_cache(path):
            reason, copy_of = WasteReason.PACKAGE_CACHE, path
        elif path.find(_BYTECODE) >= 0:
            reason, copy_of = WasteReason.BYTECODE, path
        elif copy_of != path:
            reason = WasteReason.DUPLICATE
        else:
            continue
        original = shown(copy_of) if copy_of != path else ""
        yield layer, WastedFile(shown(path), size_bytes, reason, (layer,), None, original)


def _live_files(layers: Sequence[LayerFiles], root: FileNode) -> list[tuple[int, int]]:
    """The files with a content that a container finds, by layer and number."""
    return sorted(
        (node.layer, node.number)
        for node in subtree(root)
        if node.number >= 0
        and layers[node.layer].files.kinds[node.number] == _FILE
        and layers[node.layer].files.sizes[node.number]
    )


def _is_cache(path: bytes) -> bool:
    return path.startswith(_CACHES) or (
        path.find(b"cache") >= 0 and any(cache in b"/" + path for cache in _CACHES_OF_A_HOME)
    )


def _merged(found: Iterable[WastedFile], base_layer_count: int) -> tuple[WastedFile, ...]:
    """What is waste of one path for one reason put together, the largest first; the base's stays apart."""
    merged: dict[tuple[str, WasteReason, bool], WastedFile] = {}
    for each in found:
        key = each.path, each.reason, each.written_in[0] < base_layer_count
        before = merged.get(key)
        if before is not None:
            each = replace(
                each,
                size_bytes=before.size_bytes + each.size_bytes,
                written_in=tuple(sorted({*before.written_in, *each.written_in})),
                ended_in=max(before.ended_in or 0, each.ended_in or 0),
            )
        merged[key] = each
    return tuple(sorted(merged.values(), key=lambda each: (-each.size_bytes, each.path)))
