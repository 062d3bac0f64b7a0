"""Measures an image by reading it to its last file once, and keeps what was found in the state folder."""

import zlib
from pathlib import Path

from xxhash import xxh3_64

from workbench.domain.archive.image_layouts import images_of
from workbench.domain.archive.members import scan_members
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import ArchiveError
from workbench.domain.file_trees import final_files
from workbench.domain.image_checks import find_shells
from workbench.domain.matrix import ImageMeasurement
from workbench.domain.packages import installed_packages
from workbench.engine.engine import Engine
from workbench.services.json_lines import JsonLines
from workbench.services.read_files import ReadProgress, Report, ignore
from workbench.services.state_folder import state_folder

_KEPT_AT_MOST = 500
_READ_AT_MOST_BYTES = 2_000_000
# What Go's gzip takes where nothing else is asked for, and so what a push sends.
_LEVEL = 6
_REPORTED_EACH_BYTES = 8 * 1024 * 1024
# Compressing is what costs the time: of a large image so much is compressed, spread evenly over it.
_COMPRESSED_AT_MOST_BYTES = 64 * 1024 * 1024


class MeasurementStore:
    """What was measured of images by their ids; what goes wrong with the file is as if it were not there."""

    def __init__(self, state: Path | None = None) -> None:
        path = (state or state_folder()) / "images.jsonl"
        self._file = JsonLines(path, "measurements of images", _READ_AT_MOST_BYTES)

    def all(self) -> dict[str, ImageMeasurement]:
        """Every measurement, by the image's id."""
        return {each.image_id: each for each in self._file.read(_measurement)}

    def put(self, measured: ImageMeasurement) -> None:
        """Keep one more, and drop the oldest ones beyond the bound."""
        with self._file.changing:
            kept = list({**self.all(), measured.image_id: measured}.values())[-_KEPT_AT_MOST:]
            self._file.write(map(_document, kept))


def _document(measured: ImageMeasurement) -> dict[str, object]:
    return {
        "image_id": measured.image_id,
        "transfer_bytes": measured.transfer_bytes,
        "package_count": measured.package_count,
        "shells": " ".join(measured.shells),
    }


def measure_image(
    engine: Engine,
    image_id: str,
    size_bytes: int,
    report: Report = ignore,
    cancel: Cancellation | None = None,
) -> ImageMeasurement:
    """Read an image as the engine saves it, and compress it as a push would; raises Cancelled, NotFound."""
    switch = cancel or Cancellation()
    switch.check()
    archive = engine.archive(image_id)
    forget = switch.on_cancel(archive.close)
    sample = _Sample(size_bytes)
    read_bytes = told_bytes = 0

    def read() -> bytes | memoryview:
        nonlocal read_bytes, told_bytes
        block = archive.read()
        sample.take(block)
        read_bytes += len(block)
        if read_bytes - told_bytes >= _REPORTED_EACH_BYTES or not block:
            told_bytes = read_bytes
            report(ReadProgress(read_bytes, max(size_bytes, read_bytes)))
        return block

    try:
        members = scan_members(read, new_sum=xxh3_64)
    finally:
        forget()
        archive.close()
    switch.check()
    image = images_of(members)[0]
    if image.failure:
        raise image.failure
    if image.problems:
        raise ArchiveError(f"{image.name} could not be read whole.", "\n".join(image.problems))
    tree = final_files(image.layers)
    return ImageMeasurement(
        image_id, sample.compressed_bytes(), len(installed_packages(tree)), find_shells(tree)
    )


class _Sample:
    """Compresses every so-many-th block of a stream, and tells what all of it would come to."""

    def __init__(self, size_bytes: int) -> None:
        self._each = 1 + size_bytes // _COMPRESSED_AT_MOST_BYTES
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._number = self._all_bytes = self._taken_bytes = self._packed_bytes = 0

    def take(self, block: bytes | memoryview) -> None:
        self._all_bytes += len(block)
        if self._number % self._each == 0:
            self._taken_bytes += len(block)
            self._packed_bytes += len(self._packer.compress(block))
        self._number += 1

    def compressed_bytes(self) -> int:
        packed_bytes = self._packed_bytes + len(self._packer.flush())
        return round(packed_bytes * self._all_bytes / self._taken_bytes) if self._taken_bytes else 0


def _measurement(entry: object) -> ImageMeasurement:
    match entry:
        case {
            "image_id": str(image_id),
            "transfer_bytes": int(transfer_bytes),
            "package_count": int(package_count),
            "shells": str(shells),
        }:
            return ImageMeasurement(image_id, transfer_bytes, package_count, tuple(shells.split()))
        case _:
            raise ValueError("an entry is no measurement")
