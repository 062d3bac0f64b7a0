"""Reads every file of every layer of an image, once for each image."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from xxhash import xxh3_64

from workbench.domain.archive.byte_source import BrokenOff
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.archive.image_layouts import images_of
from workbench.domain.archive.members import Members, scan_members
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import EngineGone, InvalidInput, NotFound, WorkbenchError
from workbench.engine.engine import Engine
from workbench.services.image_sources import ArchiveReader, ImageSource, engine_source, file_source

_REPORTED_EACH_BYTES = 4 * 1024 * 1024
_CACHED_FILES = 600_000


@dataclass(frozen=True, slots=True)
class ReadProgress:
    """How far the reading of an archive is; the total is about right, and None where it is unknown.

    Where several images are read, it names the one. Once all was read, what is left is to make sense of it.
    """

    read_bytes: int
    total_bytes: int | None
    image: str = ""
    is_whole: bool = False

    @property
    def is_preparing(self) -> bool:
        """Whether nothing has come yet: the engine prepares the archive."""
        return not self.read_bytes and not self.is_whole


Report = Callable[[ReadProgress], None]


def ignore(_progress: ReadProgress) -> None:
    """The report of whoever does not want to hear of progress."""


class FilesCache:
    """The images that were read in this run, the last used kept up to so many files in all."""

    def __init__(self, most_files: int = _CACHED_FILES) -> None:
        self._most_files = most_files
        self._lock = threading.Lock()
        self._images: OrderedDict[str, ImageFiles] = OrderedDict()

    def get(self, image_id: str) -> ImageFiles | None:
        """An image that was read before."""
        with self._lock:
            if image_id in self._images:
                self._images.move_to_end(image_id)
            return self._images.get(image_id)

    def put(self, image: ImageFiles) -> None:
        """Keep an image, and let go of those that were not used for longest; one is always kept."""
        with self._lock:
            self._images[image.image_id] = image
            self._images.move_to_end(image.image_id)
            while len(self._images) > 1 and self._file_count() > self._most_files:
                self._images.popitem(last=False)

    def _file_count(self) -> int:
        return sum(image.file_count for image in self._images.values())


def read_files(
    engine: Engine,
    reference: str,
    *,
    report: Report = ignore,
    cancel: Cancellation | None = None,
    cache: FilesCache | None = None,
    sums_layers: bool = False,
) -> ImageFiles:
    """Every file of every layer of an engine's image.

    With `sums_layers` each layer is held against its checksum. That takes twice the time, and an engine
    checks what it holds itself, when it pulls or saves an image: it is only done where it is asked for.

    Raises NotFound, Cancelled, and EngineGone or ArchiveError where nothing at all could be read; an image
    with a failure is what was read before it.
    """
    image = engine.image(reference).image
    known = cache.get(image.id) if cache and not sums_layers else None
    if known is not None:
        return replace(known, names=image.tags)
    members = _scan(
        engine_source(engine, image.id),
        image.size_bytes,
        report,
        cancel or Cancellation(),
        sums_layers=sums_layers,
    )
    if isinstance(members.failure, BrokenOff | EngineGone):
        members.failure = _broken_by_engine(engine, reference, members.failure)
    found = replace(images_of(members)[0], image_id=image.id, names=image.tags)
    if cache and not found.failure:
        cache.put(found)
    return found


def read_archive(
    path: Path,
    *,
    name: str = "",
    named_by: str = "--tag",
    report: Report = ignore,
    cancel: Cancellation | None = None,
) -> ImageFiles:
    """Every file of an archive on this machine; of several images the one that the name names.

    Where a name is missing, the error says by which option it is given.

    Raises InvalidInput for a file that cannot be read or a name that is not in it, ArchiveError, Cancelled.
    """
    if path.is_dir():
        raise InvalidInput(f"{path} is a folder.", "Pack an OCI layout first: tar -C FOLDER -cf FILE .")
    total = path.stat().st_size if path.is_file() else None
    # What an engine holds it has checked; a file may have come from anywhere.
    members = _scan(file_source(path), total, report, cancel or Cancellation(), sums_layers=True)
    images = images_of(members)
    if not name and len(images) == 1:
        return images[0]
    for image in images:
        if name in image.names:
            # Of an image with several names, it is shown under the one by which it was asked for.
            return replace(image, names=tuple(sorted(image.names, key=lambda each: each != name)))
        if name and image.image_id.removeprefix("sha256:").startswith(name):
            return image
    known = ", ".join(image.name for image in images)
    if not name:
        raise InvalidInput(f"{path} holds several images.", f"Name one of them with {named_by}: {known}.")
    raise InvalidInput(f"{path} holds no image {name}.", f"It holds: {known}.")


def reported(source: ImageSource, total_bytes: int | None, report: Report) -> ImageSource:
    """The same archive, which tells how far it was read; the total is about right."""

    def opened() -> ArchiveReader:
        report(ReadProgress(0, total_bytes))
        return _Reported(source(), total_bytes, report)

    return opened


class _Reported:
    """An archive that tells how far it was read."""

    def __init__(self, archive: ArchiveReader, total_bytes: int | None, report: Report) -> None:
        self._archive = archive
        self._total_bytes = total_bytes
        self._report = report
        self._read_bytes = self._told_bytes = 0

    def read(self) -> bytes | memoryview:
        """The next bytes; none at the end."""
        block = self._archive.read()
        self._read_bytes += len(block)
        if not block:
            self._report(ReadProgress(self._read_bytes, self._read_bytes, is_whole=True))
        elif self._read_bytes - self._told_bytes >= _REPORTED_EACH_BYTES or not self._told_bytes:
            self._told_bytes = self._read_bytes
            # Beyond the total nothing is known of it: many small files are far larger in an archive.
            is_known = self._total_bytes is not None and self._read_bytes <= self._total_bytes
            self._report(ReadProgress(self._read_bytes, self._total_bytes if is_known else None))
        return block

    def close(self) -> None:
        """End it."""
        self._archive.close()


def _scan(
    source: ImageSource,
    total_bytes: int | None,
    report: Report,
    cancel: Cancellation,
    *,
    sums_layers: bool = False,
) -> Members:
    cancel.check()
    archive = reported(source, total_bytes, report)()
    forget = cancel.on_cancel(archive.close)
    try:
        members = scan_members(archive.read, sums_layers=sums_layers, new_sum=xxh3_64)
    finally:
        forget()
        archive.close()
    cancel.check()
    return members


def _broken_by_engine(
    engine: Engine, reference: str, failure: BrokenOff | EngineGone
) -> NotFound | EngineGone:
    """Why the engine's archive ended too early: the image went, or the engine did."""
    told = EngineGone(f"The engine broke off: {failure.message}", "Read the image again.")
    try:
        engine.image(reference)
    except NotFound as error:
        return NotFound(f"{reference} was removed while it was read.", error.hint)
    except EngineGone as error:
        told = error
    except WorkbenchError:
        pass  # A proxy may refuse in place of an engine that is gone: what was read is kept all the same.
    return failure if isinstance(failure, EngineGone) else told
