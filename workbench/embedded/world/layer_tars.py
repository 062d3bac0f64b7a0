"""Layers as the tars that Docker makes of them: their bytes, their length, their digest."""

from __future__ import annotations

import hashlib
import posixpath
import tarfile
from collections.abc import Iterator, Mapping

from workbench.embedded.world.files import Entry, Kind
from workbench.embedded.world.layers import Layer

_CHUNK_BYTES = 1 << 20
_ZEROS = bytes(_CHUNK_BYTES)
_BLOCK_BYTES = 512
# A name of 100 bytes fits into a header of one block; a whiteout's is four longer, a folder's one.
_SURELY_SHORT = 96
_MTIME_SECONDS = 1_700_000_000
_TYPES = {Kind.FILE: tarfile.REGTYPE, Kind.FOLDER: tarfile.DIRTYPE, Kind.LINK: tarfile.SYMTYPE}
_DIFF_IDS: dict[int, str] = {}


def layer_of(files: Mapping[str, Entry]) -> Layer:
    """Make a layer from files; its digest is that of its tar, as in life."""
    fingerprint = hash(tuple(sorted((path, hash(entry)) for path, entry in files.items())))
    if fingerprint not in _DIFF_IDS:
        hasher = hashlib.sha256()
        for piece in tar_of(files):
            hasher.update(piece)
        _DIFF_IDS[fingerprint] = f"sha256:{hasher.hexdigest()}"
    kept = dict(files)
    return Layer(_DIFF_IDS[fingerprint], sum(entry.size_bytes for entry in kept.values()), lambda: kept)


def tar_of(files: Mapping[str, Entry]) -> Iterator[bytes]:
    """Write files as a tar, piece by piece; what a layer removes becomes a whiteout."""
    for path in sorted(files):
        entry = files[path]
        yield _header(path, entry)
        yield from _padded(path, entry)
    yield bytes(_BLOCK_BYTES * 2)


def tar_size(files: Mapping[str, Entry]) -> int:
    """Give the length of the tar that `tar_of` writes."""
    blocks = 2
    for path, entry in files.items():
        blocks += _header_blocks(path, entry) - (-_data_size(entry) // _BLOCK_BYTES)
    return blocks * _BLOCK_BYTES


def _header_blocks(path: str, entry: Entry) -> int:
    # Only a long name takes more than one block; writing headers to see that takes as long as the archive.
    if len(path) + len(entry.target) < _SURELY_SHORT and path.isascii() and entry.target.isascii():
        return 1
    return len(_header(path, entry)) // _BLOCK_BYTES


def _data_size(entry: Entry) -> int:
    return entry.size_bytes if entry.kind is Kind.FILE else 0


def _header(path: str, entry: Entry) -> bytes:
    if entry.kind is Kind.REMOVED:
        head, name = posixpath.split(path)
        info = tarfile.TarInfo(posixpath.join(head, f".wh.{name}"))
    else:
        info = tarfile.TarInfo(path)
        info.type = _TYPES[entry.kind]
        info.size = _data_size(entry)
        info.linkname = entry.target
    info.mode = entry.mode
    info.uid, info.gid = entry.owner, entry.group_number
    info.mtime = _MTIME_SECONDS
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


def _padded(path: str, entry: Entry) -> Iterator[bytes]:
    size = _data_size(entry)
    if entry.content is not None:
        yield entry.content + bytes(-size % _BLOCK_BYTES)
        return
    # No two stand-ins are alike: a reader of layers would take them for copies of one file.
    start = f"{path}: a stand-in\n".encode(errors="surrogateescape")[:size]
    yield start
    size += -size % _BLOCK_BYTES - len(start)
    for _ in range(size // _CHUNK_BYTES):
        yield _ZEROS
    yield _ZEROS[: size % _CHUNK_BYTES]
