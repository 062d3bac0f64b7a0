"""Compressed data told by its first bytes, and unpacked piece by piece."""

import importlib
import zlib
from collections.abc import Callable
from typing import Protocol

from workbench.domain.archive.byte_source import ByteSource, Read
from workbench.domain.errors import ArchiveError

_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
MAGIC_BYTES = 4
_PIECE_BYTES = 64 * 1024
# What one piece may unpack to at a time: a bomb swells in steps that are passed one by one.
_SWOLLEN_BYTES = 1024 * 1024
_GZIP_WINDOW = 31
# zstd cannot be told to stop; what so few bytes unpack to is bounded by its format (1:32768).
_ZSTD_PIECE_BYTES = 512


class _Frame(Protocol):
    """One compressed frame, of either kind; `eof` says that it is whole."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


def compression_of(start: bytes) -> str:
    """`gzip` or `zstd` by the first bytes, else nothing."""
    if start.startswith(_GZIP):
        return "gzip"
    return "zstd" if start.startswith(_ZSTD) else ""


def decompressed(source: ByteSource, end: int | None, kind: str) -> ByteSource:
    """What the source's bytes up to a position, or all, unpack to; ArchiveError where zstd cannot be read."""
    if kind == "gzip":
        return ByteSource(_gunzip(_pieces(source, end, _PIECE_BYTES), source), source.new_sum)
    return ByteSource(_unzstd(_pieces(source, end, _ZSTD_PIECE_BYTES), source), source.new_sum)


def _pieces(source: ByteSource, end: int | None, piece_bytes: int) -> Callable[[], bytes]:
    def piece() -> bytes:
        most = piece_bytes if end is None else min(piece_bytes, end - source.position)
        return source.take_some(most) if most > 0 else b""

    return piece


def _gunzip(piece: Callable[[], bytes], source: ByteSource) -> Read:
    frame = zlib.decompressobj(_GZIP_WINDOW)
    waiting = b""

    def read() -> bytes:
        nonlocal frame, waiting
        while True:
            if frame.eof:
                # Several members may stand one after the other, padded with zeros in the end.
                waiting = frame.unused_data.lstrip(b"\0") or piece().lstrip(b"\0")
                if not waiting:
                    return b""
                frame = zlib.decompressobj(_GZIP_WINDOW)
            elif not (waiting := frame.unconsumed_tail or waiting or piece()):
                raise source.broken_off()
            try:
                unpacked = frame.decompress(waiting, _SWOLLEN_BYTES)
            except zlib.error as error:
                raise _damaged() from error
            waiting = b""
            if unpacked:
                return unpacked

    return read


def _unzstd(piece: Callable[[], bytes], source: ByteSource) -> Read:
    new_frame, failure = _zstd()
    frame = new_frame()
    has_begun = False

    def read() -> bytes:
        nonlocal frame, has_begun
        while True:
            if frame.eof:
                data, frame, has_begun = frame.unused_data, new_frame(), False
            else:
                data = b""
            data = data or piece()
            if not data:
                if has_begun:
                    raise source.broken_off()
                return b""
            has_begun = True
            try:
                unpacked = frame.decompress(data)
            except failure as error:
                raise _damaged() from error
            if unpacked:
                return unpacked

    return read


def _zstd() -> tuple[Callable[[], _Frame], type[Exception]]:
    """Python's own zstd (since 3.14), else that of the zstandard package; neither is a must."""
    for name in ("compression.zstd", "zstandard"):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        make: Callable[[], _Frame] = module.ZstdDecompressor
        if name == "zstandard":
            make = _zstandard(module.ZstdDecompressor)
        failure: type[Exception] = module.ZstdError
        return make, failure
    raise ArchiveError(
        "A layer is compressed with zstd, which this Python cannot read.",
        "Use Python 3.14, or install the package zstandard beside the workbench.",
    )


class _Opener(Protocol):
    def decompressobj(self) -> _Frame: ...


def _zstandard(make: Callable[[], _Opener]) -> Callable[[], _Frame]:
    return lambda: make().decompressobj()


def _damaged() -> ArchiveError:
    return ArchiveError("A compressed layer is damaged.", "Save the image again, or pull it anew.")
