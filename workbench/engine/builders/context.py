"""Packs an app's folder into the tar that a builder is sent, as its ignore file says."""

import stat
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO

from workbench.domain.builds import ContextSent
from workbench.domain.cancellation import Cancellation
from workbench.domain.dockerignore import Ignore
from workbench.domain.errors import WorkbenchError
from workbench.engine.builders.context_paths import (
    dockerfile_in,
    folders_above,
    ignore_of,
    kept_paths,
    unreadable,
)

_REPORT_EVERY_BYTES = 1_000_000
_REPORT_EVERY_FILES = 250


@dataclass(frozen=True, slots=True)
class PackedContext:
    """A packed context: an open temporary file at its start, gone when closed; the size is the tar's."""

    file: BinaryIO
    dockerfile: str
    file_count: int
    size_bytes: int

    def close(self) -> None:
        """Close and so delete the temporary file."""
        self.file.close()

    def __enter__(self) -> "PackedContext":
        """Hand over the context; leaving closes it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the temporary file."""
        self.close()


def pack_context(
    root: Path,
    dockerfile: str,
    sink: Callable[[ContextSent], None] | None = None,
    cancellation: Cancellation | None = None,
) -> PackedContext:
    """Pack a folder with a Dockerfile in it (a path relative to it) into a temporary file on disk.

    Links stay links, modes stay, all belongs to root; sockets are left out. Raises WorkbenchError naming what
    cannot be read, Cancelled when asked to stop.
    """
    name = dockerfile_in(root, dockerfile)
    # The engine reads these two, whatever the patterns say, and then drops them from the files copied.
    ignore = ignore_of(root, name).with_exceptions((name, ".dockerignore"))
    packing = _Packing(root, sink, cancellation)
    with ExitStack() as on_failure:
        packed = on_failure.enter_context(tempfile.TemporaryFile(prefix="workbench-context-"))
        size_bytes = packing.write(packed, ignore)
        packed.seek(0)
        on_failure.pop_all()
        return PackedContext(packed, name, packing.file_count, size_bytes)


class _Packing:
    """One run over a folder: counts, reports and listens for a wish to stop."""

    def __init__(
        self, root: Path, sink: Callable[[ContextSent], None] | None, cancellation: Cancellation | None
    ) -> None:
        self._root = root
        self._sink = sink
        self._cancellation = cancellation or Cancellation()
        self._folders: set[str] = set()
        self._reported = (0, 0)
        self.file_count = 0
        self.read_bytes = 0

    def write(self, packed: IO[bytes], ignore: Ignore) -> int:
        """Write the tar; its size in bytes."""
        try:
            with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT, encoding="utf-8") as tar:
                for path in kept_paths(self._root, ignore):
                    self._cancellation.check()
                    self._add(tar, path)
                    # tarfile remembers each entry, too much for a folder of a hundred thousand files.
                    tar.getmembers().clear()
            self._report()
            return packed.tell()
        except OSError as error:
            raise WorkbenchError(
                f"The build context cannot be written to a temporary file: {error.strerror or error}.",
                f"Free some space in {tempfile.gettempdir()}, or name another folder in TMPDIR.",
            ) from error

    def moved(self, count_bytes: int) -> None:
        """So many more bytes of a file were read."""
        self._cancellation.check()
        self.read_bytes += count_bytes
        files, count = self._reported
        if self.file_count - files >= _REPORT_EVERY_FILES or self.read_bytes - count >= _REPORT_EVERY_BYTES:
            self._report()

    def _report(self) -> None:
        self._reported = (self.file_count, self.read_bytes)
        if self._sink:
            self._sink(ContextSent(self.read_bytes, None, self.file_count))

    def _add(self, tar: tarfile.TarFile, path: str) -> None:
        for folder in folders_above(path):
            # A folder that is excluded itself, but holds something that is not.
            if folder not in self._folders:
                self._add_entry(tar, folder)
        self._add_entry(tar, path)

    def _add_entry(self, tar: tarfile.TarFile, path: str) -> None:
        full = self._root / path
        try:
            if stat.S_ISSOCK(full.lstat().st_mode):
                return
            entry = tar.gettarinfo(str(full), arcname=path)
        except FileNotFoundError:
            # Gone since its folder was listed.
            return
        except OSError as error:
            raise unreadable(full, error) from error
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        if entry.isdir():
            self._folders.add(path)
            tar.addfile(entry)
            return
        self.file_count += 1
        if entry.isreg():
            with _Watched(full, self) as watched:
                tar.addfile(entry, watched)
        else:
            tar.addfile(entry)
        self.moved(0)


class _Watched:
    """A file being packed: tells how far it is, and turns what goes wrong with it into our words."""

    def __init__(self, path: Path, packing: _Packing) -> None:
        self._path = path
        self._packing = packing
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise unreadable(path, error) from error

    def __enter__(self) -> "_Watched":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; the file must not have become shorter."""
        try:
            data = self._file.read(size)
        except OSError as error:
            raise unreadable(self._path, error) from error
        if len(data) < size:
            raise WorkbenchError(
                f"{self._path} became shorter while it was packed.",
                "Build again when nothing writes to it, or name it in .dockerignore.",
            )
        self._packing.moved(len(data))
        return data
