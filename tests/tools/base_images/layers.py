"""Writing one layer of an image as a tar, from files of this machine and from text."""

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType

from tests.tools.base_images.packages import PackageDatabase, merged

_LONG_AGO = 1_700_000_000


@dataclass(frozen=True, slots=True)
class Layer:
    """A finished layer: where its tar lies and what identifies it."""

    tar: Path
    digest: str
    names: frozenset[str]

    @property
    def size_bytes(self) -> int:
        """How long the tar is."""
        return self.tar.stat().st_size


class LayerWriter:
    """A layer being written; the first entry of a name wins, parents come by themselves."""

    def __init__(self, folder: Path, below: Iterable[Layer] = ()) -> None:
        descriptor, name = tempfile.mkstemp(dir=folder, suffix=".tar")
        os.close(descriptor)
        self._path = Path(name)
        self._tar = tarfile.TarFile(self._path, "w", format=tarfile.GNU_FORMAT)
        self._names: set[str] = set()
        self._below = frozenset[str]().union(*(layer.names for layer in below))

    def __enter__(self) -> "LayerWriter":
        """Write inside a with block, so that the file is closed whatever happens."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the tar."""
        self._tar.close()

    def copy(self, source: str | Path, target: str | Path | None = None) -> None:
        """Take a file, link or folder of this machine over, unless a layer below has it."""
        name = merged(str(target or source)).lstrip("/")
        if name in self._names or name in self._below:
            return
        entry = self._tar.gettarinfo(source, arcname=name)
        if entry.islnk():
            entry.type, entry.linkname, entry.size = tarfile.REGTYPE, "", Path(source).stat().st_size
        if entry.isreg():
            with Path(source).open("rb") as content:
                self._add(entry, content)
        else:
            self._add(entry)

    def copy_tree(self, source: Path, target: str, wanted: Iterable[Path]) -> None:
        """Take files below one folder over to another place."""
        for path in wanted:
            self.copy(path, f"{target}/{path.relative_to(source)}")

    def copy_libraries(self, libraries: Iterable[str]) -> None:
        """Take shared libraries over under the names that programs ask for."""
        for library in libraries:
            if Path(library).exists():
                self.copy(Path(library).resolve(), merged(library))

    def copy_packages(self, database: PackageDatabase, names: Iterable[str]) -> None:
        """Take the files of packages over."""
        for name in names:
            for path in database.files(name):
                if os.path.lexists(path):
                    self.copy(path)

    def record_packages(self, database: PackageDatabase, names: Iterable[str], all_names: list[str]) -> None:
        """Let dpkg inside the image know these packages, and all that are in it so far."""
        for name in names:
            for record in database.records(name):
                self.copy(record)
        self.write("/var/lib/dpkg/status", database.status(all_names))

    def has(self, path: Path) -> bool:
        """Whether a file has been put into this layer under its own name."""
        return str(path).lstrip("/") in self._names

    def write(self, target: str, text: str, mode: int = 0o644, user: int = 0) -> None:
        """Write a small file."""
        data = text.encode()
        entry = self._entry(target, tarfile.REGTYPE, mode, user)
        entry.size = len(data)
        self._add(entry, io.BytesIO(data))

    def link(self, target: str, points_to: str) -> None:
        """Write a symbolic link."""
        entry = self._entry(target, tarfile.SYMTYPE, 0o777, 0)
        entry.linkname = points_to
        self._add(entry)

    def folders(self, *targets: str, mode: int = 0o755, user: int = 0) -> None:
        """Write empty folders."""
        for target in targets:
            self._add(self._entry(target, tarfile.DIRTYPE, mode, user))

    def finish(self) -> Layer:
        """Close the tar and say what it became."""
        self._tar.close()
        with self._path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        return Layer(self._path, digest, frozenset(self._names))

    @staticmethod
    def _entry(target: str, kind: bytes, mode: int, user: int) -> tarfile.TarInfo:
        entry = tarfile.TarInfo(target.strip("/"))
        entry.type, entry.mode, entry.uid, entry.gid, entry.mtime = kind, mode, user, user, _LONG_AGO
        return entry

    def _add(self, entry: tarfile.TarInfo, content: io.BufferedIOBase | None = None) -> None:
        if entry.name in self._names:
            return
        for parent in reversed(PurePosixPath(entry.name).parents[:-1]):
            if str(parent) not in self._names and str(parent) not in self._below:
                self._names.add(str(parent))
                self._tar.addfile(self._entry(str(parent), tarfile.DIRTYPE, 0o755, 0))
        self._names.add(entry.name)
        self._tar.addfile(entry, content)
