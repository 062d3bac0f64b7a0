"""The members of an image archive: its documents kept, its layers read to tables, all else passed."""

import hashlib
import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field

from workbench.domain.archive.byte_source import ByteSource, Crc32, NewSum, Read
from workbench.domain.archive.compression import MAGIC_BYTES, compression_of, decompressed
from workbench.domain.archive.layer_files import FileTable
from workbench.domain.archive.layer_scanner import Allowance, TooMuch, scan_layer
from workbench.domain.archive.paths import inner_path, linked_path, shown
from workbench.domain.archive.tar_headers import BLOCK_BYTES, TarHeader, looks_like_tar, read_headers
from workbench.domain.errors import ArchiveError, WorkbenchError

_LARGEST_DOCUMENT_BYTES = 8 * 1024 * 1024
_MOST_DOCUMENT_BYTES = 64 * 1024 * 1024
_MOST_MEMBERS = 100_000
_PIECE_BYTES = 1024 * 1024
_REGULAR, _LINK, _SYMBOLIC_LINK = b"0", b"1", b"2"


@dataclass(slots=True)
class LayerMember:
    """One layer as it was found: its files so far, and what was wrong with the rest.

    The checksum is that of the unpacked layer, empty where it was not asked for or the layer is not whole.
    """

    files: FileTable
    problem: str = ""
    checksum: str = ""


@dataclass(slots=True)
class Members:
    """What an archive was found to hold; with a failure, what it held up to there."""

    documents: dict[str, bytes] = field(default_factory=dict[str, bytes])
    layers: dict[str, LayerMember] = field(default_factory=dict[str, LayerMember])
    links: dict[str, str] = field(default_factory=dict[str, str])
    failure: WorkbenchError | None = None
    sums_layers: bool = False

    def resolved(self, name: str) -> str:
        """The member that a name stands for: a layer that comes twice is a link to the first."""
        name = posixpath.normpath(name).lstrip("/")
        for _ in range(8):
            if name not in self.links:
                break
            name = self.links[name]
        return name


def open_archive(read: Read, new_sum: NewSum = Crc32) -> ByteSource:
    """The bytes of an archive, unpacked first where it is compressed as a whole."""
    source = ByteSource(read, new_sum)
    kind = compression_of(source.peek(MAGIC_BYTES))
    return decompressed(source, None, kind) if kind else source


def scan_members(
    read: Read,
    *,
    most_entries: int | None = None,
    sums_layers: bool = False,
    new_sum: NewSum = Crc32,
) -> Members:
    """Read a whole archive; what goes wrong on the way is told beside what was read before.

    Only contents that were summed alike can be compared. With `sums_layers` each layer's checksum is made,
    which takes longer than all the rest.
    """
    members = Members(sums_layers=sums_layers)
    allowance = Allowance(most_entries) if most_entries else Allowance()
    try:
        source = open_archive(read, new_sum)
        budget = _MOST_DOCUMENT_BYTES
        for count, header in enumerate(read_headers(source)):
            if count >= _MOST_MEMBERS:
                raise TooMuch("The archive has far more parts than an image.", "It is no image archive.")
            budget -= _take_member(source, header, members, allowance, budget)
        source.drain()
    except WorkbenchError as error:
        members.failure = error
    return members


def _take_member(
    source: ByteSource, header: TarHeader, members: Members, allowance: Allowance, budget_bytes: int
) -> int:
    """Read one member; returns the bytes that are kept of it."""
    path = inner_path(header.name)
    if not path:
        return 0
    name = shown(path)
    if header.kind in (_LINK, _SYMBOLIC_LINK):
        target = linked_path(path, header.link) if header.kind == _SYMBOLIC_LINK else inner_path(header.link)
        if target:
            members.links[name] = shown(target)
        return 0
    if header.kind != _REGULAR or not header.stored_bytes or header.sparse:
        return 0
    start = source.peek(min(BLOCK_BYTES, header.stored_bytes))
    if start[:1] in (b"{", b"["):
        if header.stored_bytes > min(_LARGEST_DOCUMENT_BYTES, budget_bytes):
            return 0
        members.documents[name] = source.exactly(header.stored_bytes)
        return header.stored_bytes
    if (opened := layer_opener(source, start, header.stored_bytes)) and name not in members.layers:
        layer = members.layers[name] = LayerMember(FileTable())
        _scan(_summed(opened, layer) if members.sums_layers else opened, allowance, layer, source)
    return 0


def layer_opener(
    source: ByteSource, start: bytes, stored_bytes: int
) -> Callable[[], tuple[ByteSource, int | None]] | None:
    """How the member that begins like this is read as a layer; None if it is none."""
    end = source.position + stored_bytes
    if kind := compression_of(start):
        return lambda: (decompressed(source, end, kind), None)
    return (lambda: (source, end)) if looks_like_tar(start) else None


def _summed(
    opened: Callable[[], tuple[ByteSource, int | None]], layer: LayerMember
) -> Callable[[], tuple[ByteSource, int | None]]:
    """The same layer, which has its checksum once it was read to its end."""

    def read_on() -> tuple[ByteSource, int | None]:
        source, end = opened()
        total = hashlib.sha256()

        def read() -> bytes:
            most = _PIECE_BYTES if end is None else min(_PIECE_BYTES, end - source.position)
            piece = source.take_some(most) if most > 0 else b""
            total.update(piece)
            if not piece:
                layer.checksum = f"sha256:{total.hexdigest()}"
            return piece

        return ByteSource(read, source.new_sum), None

    return read_on


def _scan(
    opened: Callable[[], tuple[ByteSource, int | None]],
    allowance: Allowance,
    layer: LayerMember,
    archive: ByteSource,
) -> None:
    """Read a layer as far as it goes: a damaged one does not hide those behind it, a broken archive does."""
    before = archive.position
    try:
        source, end = opened()
        scan_layer(source, end, allowance, layer.files)
        if end is None:
            source.drain()
    except TooMuch:
        raise
    except ArchiveError as error:
        layer.problem = error.message
        if not archive.peek(1) and archive.position >= before:
            raise
