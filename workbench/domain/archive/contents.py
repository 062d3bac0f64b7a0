"""The contents of chosen files, taken out of an archive while it streams by once more."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from workbench.domain.archive.byte_source import ByteSource, Read
from workbench.domain.archive.layer_scanner import layer_entries
from workbench.domain.archive.members import layer_opener, open_archive
from workbench.domain.archive.paths import inner_path, shown
from workbench.domain.archive.tar_headers import BLOCK_BYTES, TarHeader, read_headers

_PIECE_BYTES = 1024 * 1024

Sink: TypeAlias = Callable[[bytes], None]
"""Takes a file's bytes piece by piece; nothing after it was called with none."""


def extract(read: Read, wanted: Mapping[str, Mapping[int, Sink]]) -> None:
    """Hand the contents of files to their sinks: by the layer's member in the archive, then by number.

    Reading ends with the last of them; raises ArchiveError where the archive is damaged before. A sparse
    file comes as it is stored.
    """
    left = {member: dict(sinks) for member, sinks in wanted.items() if sinks}
    source = open_archive(read)
    headers = read_headers(source)
    # Asked before the next header: to come to it, the rest of the layer before it is read.
    while left and (header := next(headers, None)):
        path = inner_path(header.name)
        sinks = left.pop(shown(path), None) if path and header.stored_bytes else None
        if sinks:
            _extract_layer(source, header, sinks)


def _extract_layer(archive: ByteSource, member: TarHeader, sinks: dict[int, Sink]) -> None:
    opener = layer_opener(archive, archive.peek(BLOCK_BYTES), member.stored_bytes)
    if opener is None:
        return
    source, end = opener()
    for number, (_, _, header) in enumerate(layer_entries(source, end)):
        sink = sinks.pop(number, None)
        if sink is not None:
            left = header.stored_bytes
            while left:
                piece = source.exactly(min(left, _PIECE_BYTES))
                left -= len(piece)
                sink(piece)
            sink(b"")
        if not sinks:
            return
