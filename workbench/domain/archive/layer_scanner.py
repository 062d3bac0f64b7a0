"""One layer's tar, read to a table of its files."""

from collections.abc import Iterator

from workbench.domain.archive.byte_source import ByteSource
from workbench.domain.archive.layer_files import FileKind, FileTable
from workbench.domain.archive.paths import inner_path
from workbench.domain.archive.tar_headers import TarHeader, read_headers
from workbench.domain.errors import ArchiveError

MOST_ENTRIES = 1_000_000
MOST_NAME_BYTES = 128 * 1024 * 1024
MOST_KEPT_BYTES = 32 * 1024 * 1024
_WHITEOUT = b".wh."
_OPAQUE = b".wh..wh..opq"
_MARKS_OF_AUFS = b".wh..wh."
_NO_NAMES = (b"", b".", b"..")
_KINDS = frozenset({b"0", b"1", b"2", b"3", b"4", b"5", b"6"})
_FILE = FileKind.FILE.value
_SYMBOLIC_LINK = FileKind.SYMBOLIC_LINK.value
_KEPT = frozenset(
    {
        b"var/lib/dpkg/status",
        b"lib/apk/db/installed",
        b"usr/lib/apk/db/installed",
        b"etc/os-release",
        b"usr/lib/os-release",
        b"etc/passwd",
    }
)
_KEPT_FOLDER = b"var/lib/dpkg/status.d/"


class Allowance:
    """What one archive may bring in all, so that a hostile one cannot fill the memory."""

    __slots__ = ("entries", "kept_bytes", "name_bytes")

    def __init__(self, entries: int = MOST_ENTRIES) -> None:
        self.entries = entries
        self.name_bytes = MOST_NAME_BYTES
        self.kept_bytes = MOST_KEPT_BYTES

    def count(self, name_bytes: int) -> None:
        """Count one entry with so long names; raises TooMuch beyond what is allowed."""
        self.entries -= 1
        self.name_bytes -= name_bytes
        if self.entries < 0 or self.name_bytes < 0:
            raise TooMuch(
                "The archive holds more files than can be shown.", "It is broken, or made to do harm."
            )

    def may_keep(self, size_bytes: int) -> bool:
        """Whether so large a content may be remembered beside those that already are."""
        if size_bytes > self.kept_bytes:
            return False
        self.kept_bytes -= size_bytes
        return True


class TooMuch(ArchiveError):
    """An archive that goes beyond every bound; reading it ends there."""


def layer_entries(
    source: ByteSource, end: int | None, table: FileTable | None = None
) -> Iterator[tuple[bytes, int, TarHeader]]:
    """Each entry of a layer that counts, with its path and its kind, whiteouts turned into removals.

    What leads out of the image, or is no file of any kind, is left out; the first is counted in the table.
    """
    for header in read_headers(source, end):
        path, kind = inner_path(header.name), header.kind
        if not path or kind not in _KINDS:
            if path is None and table is not None:
                table.left_out += 1
            continue
        if path.find(_WHITEOUT) >= 0:
            removal = _removal(path)
            if removal is not None:
                yield (*removal, header)
                continue
            if path.rpartition(b"/")[2].startswith(_WHITEOUT):
                continue
        yield path, kind[0], header


def _removal(path: bytes) -> tuple[bytes, int] | None:
    """What a whiteout takes away; None for a file that only looks like one, and for aufs's own marks."""
    folder, slash, name = path.rpartition(b"/")
    if name == _OPAQUE:
        return folder, FileKind.EMPTIED.value
    hidden = name.removeprefix(_WHITEOUT)
    if hidden == name or name.startswith(_MARKS_OF_AUFS) or hidden in _NO_NAMES:
        return None
    return folder + slash + hidden, FileKind.REMOVED.value


def scan_layer(source: ByteSource, end: int | None, allowance: Allowance, table: FileTable) -> None:
    """Read the layer that ends there, or with the source, into the table, entry by entry.

    Raises ArchiveError for what is damaged; the entries before stay in the table.
    """
    for path, kind, header in layer_entries(source, end, table):
        allowance.count(len(path) + len(header.link))
        number = table.add(
            path, kind, header.size_bytes, header.mode, header.uid, header.gid, header.modified_at
        )
        if kind == _FILE:
            if header.stored_bytes:
                _pass_content(source, header, allowance, table, number)
        elif header.link:
            table.targets[number] = header.link
            if kind == _SYMBOLIC_LINK:
                table.sizes[number] = len(header.link)  # As file systems and engines count it.
        elif header.device:
            table.targets[number] = b"%d,%d" % header.device


def _pass_content(
    source: ByteSource, header: TarHeader, allowance: Allowance, table: FileTable, number: int
) -> None:
    path = table.paths[number]
    is_record = path in _KEPT or path.startswith(_KEPT_FOLDER)
    if is_record and not header.sparse and allowance.may_keep(header.stored_bytes):
        content = source.exactly(header.stored_bytes)
        table.kept[number] = content
        total = source.new_sum()
        total.update(content)
        table.content_sums[number] = total.intdigest()
    else:
        table.content_sums[number] = source.summed(header.stored_bytes)
