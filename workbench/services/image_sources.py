"""Where image archives come from: an engine that saves one, or a file on this machine."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeAlias

from workbench.domain.errors import ArchiveError, InvalidInput
from workbench.engine.engine import Engine

_BLOCK_BYTES = 1024 * 1024


class ArchiveReader(Protocol):
    """An archive that is being read; closing it ends the reading, from any thread."""

    def read(self) -> bytes | memoryview:
        """The next bytes, good until the next call; none at the end."""
        ...

    def close(self) -> None:
        """End it."""
        ...


ImageSource: TypeAlias = Callable[[], ArchiveReader]
"""Opens the archive of an image, from its start, as often as it is called."""


class _File:
    """A file that is read in blocks."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("rb", buffering=0)
        self._block = memoryview(bytearray(_BLOCK_BYTES))
        self._lock = threading.Lock()

    def read(self) -> bytes | memoryview:
        """The next bytes of the file; none once it was closed."""
        with self._lock:
            if self._file.closed:
                return b""
            try:
                return self._block[: self._file.readinto(self._block) or 0]
            except OSError as error:
                raise ArchiveError(f"{self._path} cannot be read on: {error.strerror}.") from error

    def close(self) -> None:
        """End it, after the block that is being read."""
        with self._lock:
            self._file.close()


def engine_source(engine: Engine, reference: str) -> ImageSource:
    """An image of an engine, by name or id."""
    return lambda: engine.archive(reference)


def file_source(path: Path) -> ImageSource:
    """An archive on this machine; opening it raises InvalidInput where it cannot be read."""
    return lambda: _opened(path)


def _opened(path: Path) -> _File:
    try:
        return _File(path)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from error
