"""Reads the contents of files on demand, for which an archive is read once more; a few are kept at hand."""

import threading
from collections import OrderedDict
from collections.abc import Iterator

from workbench.domain.archive.contents import Sink, extract
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.archive.layer_files import FileKind, FileTable
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import ArchiveError, EngineGone, InvalidInput
from workbench.services.image_sources import ImageSource

LARGEST_SHOWN_BYTES = 4 * 1024 * 1024
_CACHED_BYTES = 32 * 1024 * 1024
_NEAR_ENTRIES = 250
"""How far a file's neighbours are from it in its layer, on either side: as a rule those of its folder."""
_LARGEST_NEAR_BYTES = 256 * 1024
_MOST_NEAR_BYTES = 8 * 1024 * 1024
_MOST_BEHIND_BYTES = 1024 * 1024
"""How far the archive is read on behind a file, for the neighbours that follow it."""
_MOST_LINKS = 8

_Place = tuple[str, str, int]
"""An image's id, the member of its archive that is the layer, and a file's number there.

Not the layer's place: where a reading broke off before it told their order, the layers stand as they came.
"""


class ContentCache:
    """Contents that were read in this run, whole, the last used kept up to so many bytes in all."""

    def __init__(self, most_bytes: int = _CACHED_BYTES) -> None:
        self._left_bytes = most_bytes
        self._lock = threading.Lock()
        self._contents: OrderedDict[_Place, bytes] = OrderedDict()

    def get(self, place: _Place) -> bytes | None:
        """A content that was read before."""
        with self._lock:
            if place in self._contents:
                self._contents.move_to_end(place)
            return self._contents.get(place)

    def put(self, place: _Place, content: bytes) -> None:
        """Keep a content, and let go of those that were not used for longest."""
        with self._lock:
            self._left_bytes += len(self._contents.pop(place, b"")) - len(content)
            self._contents[place] = content
            while self._left_bytes < 0:
                self._left_bytes += len(self._contents.popitem(last=False)[1])


def read_content(
    source: ImageSource,
    image: ImageFiles,
    layer: int,
    number: int,
    *,
    limit_bytes: int = LARGEST_SHOWN_BYTES,
    cancel: Cancellation | None = None,
    cache: ContentCache | None = None,
) -> bytes:
    """The first bytes of one file, by its layer and its number there; a hard link has those of its target.

    With a cache, the small files beside it in the archive are kept too: they are likely to be read next.

    Raises InvalidInput for what has no content, Cancelled, NotFound, EngineGone and ArchiveError.
    """
    number = content_number(image, layer, number)
    files, member = image.layers[layer].files, image.layers[layer].member
    known = cache.get((image.image_id, member, number)) if cache else None
    if known is not None:
        return known[:limit_bytes]
    content = _Content(limit_bytes)
    near = {each: _Content(_LARGEST_NEAR_BYTES) for each in _near(files, number)} if cache else {}
    wanted: dict[int, Sink] = {each: found.take for each, found in near.items()}
    wanted[number] = content.take
    try:
        read_contents(source, {member: wanted}, cancel or Cancellation())
    except (ArchiveError, EngineGone):
        if not content.has_all:  # It may have broken off behind it.
            raise
    if not content.has_all:
        raise ArchiveError("The image no longer holds this file.", "Read its files again.")
    if cache:
        for each, found in (*near.items(), (number, content)):
            if found.is_whole:
                cache.put((image.image_id, member, each), bytes(found.data))
    return bytes(content.data)


def content_number(image: ImageFiles, layer: int, number: int) -> int:
    """The entry that holds a file's content: its own, or that of a hard link's target in the same layer.

    Raises InvalidInput where there is none, and says why.
    """
    files = image.layers[layer].files
    found = number
    for _ in range(_MOST_LINKS):
        kind = FileKind(files.kinds[found]) if 0 <= found < len(files) else FileKind.FOLDER
        if kind is FileKind.FILE:
            return found
        name = files.first_name(found) if kind is FileKind.HARD_LINK else b""
        if name not in files.paths:
            break
        found = files.paths.index(name)
    raise InvalidInput(f"This is no file with a content of its own: {without_content(files, number)}.")


def without_content(files: FileTable, number: int) -> str:
    """What an entry is that holds nothing."""
    if not 0 <= number < len(files):
        return "a folder"
    entry = files.entry(number)
    if entry.kind is FileKind.HARD_LINK:
        return f"a {entry.leads_to}, which its layer does not hold"
    return f"a {entry.kind.name.replace('_', ' ').lower()}"


def read_contents(source: ImageSource, wanted: dict[str, dict[int, Sink]], cancel: Cancellation) -> None:
    """Hand files' contents to their sinks while the archive is read once more; raises Cancelled."""
    archive = source()
    forget = cancel.on_cancel(archive.close)
    try:
        extract(archive.read, wanted)
    except ArchiveError:
        cancel.check()
        raise
    finally:
        forget()
        archive.close()
    cancel.check()


class _Content:
    """The first bytes of a file, as they come."""

    def __init__(self, limit_bytes: int) -> None:
        self.data = bytearray()
        self._limit_bytes = limit_bytes
        self._has_ended = False
        self._is_cut = False

    @property
    def is_whole(self) -> bool:
        """Whether all of the file is there."""
        return self._has_ended and not self._is_cut

    @property
    def has_all(self) -> bool:
        """Whether as much of it is there as was to be read."""
        return self._has_ended or len(self.data) == self._limit_bytes

    def take(self, piece: bytes) -> None:
        """Take the next bytes; none at the end."""
        room = self._limit_bytes - len(self.data)
        self._has_ended = self._has_ended or not piece
        self._is_cut = self._is_cut or len(piece) > room
        self.data += piece[:room]


def _near(files: FileTable, number: int) -> Iterator[int]:
    """The small files beside one, the nearest first, up to so many bytes in all.

    Those before it pass by anyway; for those behind it the archive is read on, so a large file ends them.
    """
    left_bytes, behind_bytes = _MOST_NEAR_BYTES, 0
    for distance in range(1, _NEAR_ENTRIES + 1):
        for each in (number - distance, number + distance):
            if not 0 <= each < len(files) or files.kinds[each] != FileKind.FILE.value:
                continue
            if each > number:
                behind_bytes += files.sizes[each]
                if behind_bytes > _MOST_BEHIND_BYTES:
                    continue
            if 0 < files.sizes[each] <= min(_LARGEST_NEAR_BYTES, left_bytes):
                left_bytes -= files.sizes[each]
                yield each
