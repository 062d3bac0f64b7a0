"""The headers of a tar while it streams: ustar, GNU's long names and sparse files, PAX (POSIX.1-2001)."""

import struct
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from zlib import adler32

from workbench.domain.archive.byte_source import ByteSource
from workbench.domain.archive.pax import Pax, own_settings, read_pax
from workbench.domain.errors import ArchiveError

BLOCK_BYTES = 512
_FIELDS = struct.Struct("100s24s12s12s8sc100s8s64x8s8s155s12x")
_GNU_REST = struct.Struct("12s12s12s4s1x96s1s12s17x")
_LARGEST_EXTENSION_BYTES = 1024 * 1024
_LARGEST_BYTES = 1 << 62
_ADLER_PRIME = 65521
_MODE_BITS = 0o7777  # Some engines put the file's type into the mode as well.
_REGULAR = frozenset({b"0", b"\0", b"7", b"S"})
_DIGIT_ZERO = ord("0")
_EXTENSIONS = frozenset({b"x", b"X", b"g", b"L", b"K"})
_DEVICES = frozenset({b"3", b"4"})
_WITHOUT_DATA = frozenset({b"1", b"2", b"5", b"6"}) | _DEVICES
_GNU_MAGIC = b"ustar  \0"


class TarHeader(NamedTuple):
    """One entry: its data are the next `stored_bytes`; a sparse file unpacks to `size_bytes`."""

    name: bytes
    kind: bytes
    size_bytes: int
    stored_bytes: int
    mode: int
    uid: int
    gid: int
    modified_at: int
    link: bytes
    device: tuple[int, int] | None
    sparse: bytes = b""


def looks_like_tar(start: bytes) -> bool:
    """Whether a block is a header, by its checksum, or the zeros that end an empty tar."""
    return len(start) == BLOCK_BYTES and (not any(start) or _is_header(start, start[148:156]))


def read_headers(source: ByteSource, end: int | None = None) -> Iterator[TarHeader]:
    """Each entry of the tar that ends there, or with the source.

    Whoever iterates may take the entry's data; what is left of them is passed. Raises ArchiveError for what
    is no tar, is damaged, or breaks off.
    """
    extended: Pax = {}
    common: Pax = {}
    while end is None or source.position + BLOCK_BYTES <= end:
        block = source.take(BLOCK_BYTES)
        if not (block and block[0]) and not any(block) and (block or end is None):
            return
        if len(block) < BLOCK_BYTES:
            raise source.broken_off()
        header = _header(block, source)
        if header.kind in _EXTENSIONS:
            _read_extension(source, header, extended, common)
            continue
        if extended or common:
            header = _extended(header, common | extended)
            extended = {}
        # Each entry counts here: a call for the padding would cost as much as all else in this loop.
        data_end = source.position + -(-header.stored_bytes // BLOCK_BYTES) * BLOCK_BYTES
        if end is not None and data_end > end:
            raise ArchiveError(f"An entry reaches {data_end - end:,} bytes beyond the end of its tar.")
        yield header
        if data_end > source.position:
            source.skip(data_end - source.position)


def _read_extension(source: ByteSource, header: TarHeader, extended: Pax, common: Pax) -> None:
    """Add what stands before an entry, or before all that follow, to what is known of it."""
    if header.stored_bytes > _LARGEST_EXTENSION_BYTES:
        raise ArchiveError(
            f"An entry of the tar brings {header.stored_bytes:,} bytes of names and attributes."
        )
    data = source.exactly(header.stored_bytes)
    source.skip(_padded(header.stored_bytes) - header.stored_bytes)
    match header.kind:
        case b"L":
            extended[b"path"] = data.rstrip(b"\0")
        case b"K":
            extended[b"linkpath"] = data.rstrip(b"\0")
        case b"g":
            common |= own_settings(read_pax(data))
        case _:
            extended |= own_settings(read_pax(data))


def _padded(size_bytes: int) -> int:
    return -(-size_bytes // BLOCK_BYTES) * BLOCK_BYTES


def _header(block: bytes, source: ByteSource) -> TarHeader:
    name, rights, size, time, check, kind, link, magic, major, minor, prefix = _FIELDS.unpack(block)
    if adler32(block) & 0xFFFF != _expected(check) and not _has_old_sum(block, check):
        place = source.position - BLOCK_BYTES
        raise ArchiveError(f"This is no tar, or a damaged one, at byte {place:,}.")
    name = name.partition(b"\0")[0]
    size_bytes = stored = _octal(size)
    mode, uid, gid = _rights(rights)
    sparse, device = b"", None
    if prefix[0] and magic != _GNU_MAGIC and magic[:5] == b"ustar":
        name = prefix.partition(b"\0")[0] + b"/" + name
    if kind == b"S":
        size_bytes, sparse = _gnu_sparse(block, source)
    elif kind in _WITHOUT_DATA:
        size_bytes = stored = 0
        device = (_octal(major), _octal(minor)) if kind in _DEVICES else None
    if not 0 <= stored < _LARGEST_BYTES > size_bytes >= 0:
        raise ArchiveError("An entry of the tar tells an impossible size.")
    if kind != b"0" and kind in _REGULAR:
        kind = b"5" if kind == b"\0" and name.endswith(b"/") else b"0"
    target = link.partition(b"\0")[0] if link[0] else b""
    return TarHeader(name, kind, size_bytes, stored, mode, uid, gid, _time(time), target, device, sparse)


@lru_cache(maxsize=1024)
def _rights(field: bytes) -> tuple[int, int, int]:
    """Mode, user and group: a whole layer has but a few of them."""
    return _octal(field[:8]) & _MODE_BITS, _octal(field[8:16]), _octal(field[16:])


@lru_cache(maxsize=4096)
def _time(field: bytes) -> int:
    """A time: many files of a layer have the same."""
    return _octal(field)


@lru_cache(maxsize=16384)
def _expected(check: bytes) -> int:
    """The lower half of the Adler-32 of a header with that checksum; -1 where there can be none.

    The checksum is the sum of all bytes, its own eight taken as blanks. Adler-32 holds the sum of all bytes
    plus one, modulo a prime, and is reckoned far faster than by hand.
    """
    try:
        total = _octal(check) + sum(check) - len(check) * ord(" ")
    except ArchiveError:
        return -1
    return (total + 1) % _ADLER_PRIME if total > 0 else -1


def _is_header(block: bytes, check: bytes) -> bool:
    return adler32(block) & 0xFFFF == _expected(check) or _has_old_sum(block, check)


def _has_old_sum(block: bytes, check: bytes) -> bool:
    """Whether the checksum is that of old Unixes, which took bytes as signed."""
    try:
        told = _octal(check)
    except ArchiveError:
        return False
    rest = block[:148] + block[156:]
    return told == sum(rest) + len(check) * ord(" ") - 256 * sum(byte > 127 for byte in rest)


def _octal(field: bytes) -> int:
    """A number in octal digits, as nearly all are, else as GNU writes what is too large for them."""
    try:
        return int(field[:-1] if field[-1] < _DIGIT_ZERO else field, 8)
    except ValueError:
        return _unusual(field)


def _unusual(field: bytes) -> int:
    """A number that is left out, padded with zeros, or in base 256 where the first bit is set."""
    if field[0] & 0x80:
        value = int.from_bytes(field, "big")
        bits = 8 * len(field)
        return value - (1 << bits) if field[0] & 0x40 else value & ((1 << (bits - 1)) - 1)
    try:
        return int(field.strip(b" \0") or b"0", 8)
    except ValueError as error:
        raise ArchiveError("A number in the tar is none.") from error


def _gnu_sparse(block: bytes, source: ByteSource) -> tuple[int, bytes]:
    """The real size of a GNU sparse file, and the raw map of its parts with all its extensions."""
    *_, parts, more, real = _GNU_REST.unpack(block[345:])
    while more[0]:
        extension = source.exactly(BLOCK_BYTES)
        parts += extension[:504]
        more = extension[504:505]
        if len(parts) > _LARGEST_EXTENSION_BYTES:
            raise ArchiveError("A sparse file of the tar is cut into too many parts.")
    return _octal(real), parts


def _extended(header: TarHeader, settings: Pax) -> TarHeader:
    """The header with what a PAX or GNU extension says in its place."""
    size = settings.get(b"size")
    stored = header.stored_bytes
    if size is not None and header.kind not in _WITHOUT_DATA:
        stored = _decimal(size)
    real = settings.get(b"GNU.sparse.realsize", settings.get(b"GNU.sparse.size"))
    link = settings.get(b"linkpath", header.link)
    is_gnu = bool(header.sparse)
    return header._replace(
        name=settings.get(b"GNU.sparse.name", settings.get(b"path", header.name)),
        link=link,
        stored_bytes=stored,
        size_bytes=header.size_bytes if is_gnu else stored if real is None else _decimal(real),
        uid=_decimal(settings[b"uid"]) if b"uid" in settings else header.uid,
        gid=_decimal(settings[b"gid"]) if b"gid" in settings else header.gid,
        modified_at=_seconds(settings[b"mtime"]) if b"mtime" in settings else header.modified_at,
        sparse=header.sparse or (b"pax" if real is not None else b""),
    )


def _decimal(value: bytes) -> int:
    if not value.isdigit() or len(value) > 18:
        raise ArchiveError("An extended header of the tar tells a size that is no number.")
    return int(value)


def _seconds(value: bytes) -> int:
    whole = value.partition(b".")[0]
    return int(whole) if whole.lstrip(b"-").isdigit() and len(whole) <= 18 else 0
