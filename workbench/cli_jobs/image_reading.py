"""Reads the images that a job names, from the engine or from archives on this machine, with progress."""

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from workbench.cli_jobs.connection import connected
from workbench.cli_jobs.interruption import interruptible
from workbench.cli_jobs.output import say
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import InvalidInput
from workbench.domain.text import clean
from workbench.engine.engine import Engine
from workbench.formatting import size
from workbench.services.read_files import ReadProgress, read_archive, read_files

_ARCHIVE_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.zst")
_PATH_STARTS = ("/", "./", "../")
"""No image has a name that begins like this: a file that is not there is told as such."""


class ImageReader:
    """Reads images one after the other; the engine is connected when the first is its own."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._resources = ExitStack()
        self._engine: Engine | None = None

    def __enter__(self) -> "ImageReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._resources.close()

    @property
    def engine(self) -> Engine:
        """The engine that the options ask for; raises EngineUnavailable."""
        if self._engine is None:
            self._engine = self._resources.enter_context(connected(self._options))
        return self._engine

    def read(
        self, name: str, *, tag: str = "", tag_option: str = "--tag", sums_layers: bool = False
    ) -> ImageFiles:
        """An image by name or id, or in an archive that a path names; of several there the one with that tag.

        An archive's layers are always held against their checksums, those of an engine on request.
        Raises InvalidInput for a tag where there is no archive, and what reading raises.
        """
        path = Path(name)
        if name.startswith(_PATH_STARTS) or (name.endswith(_ARCHIVE_ENDINGS) and path.is_file()):
            return self.read_archive(path, tag, tag_option)
        if tag:
            raise InvalidInput(
                f"{name} is no archive on this machine: there is nothing to choose from.",
                f"Leave {tag_option} out, or name an archive.",
            )
        engine = self.engine
        return _told(
            name,
            lambda report, cancel: read_files(
                engine, name, report=report, cancel=cancel, sums_layers=sums_layers
            ),
        )

    def read_archive(self, path: Path, tag: str = "", tag_option: str = "--tag") -> ImageFiles:
        """An image in an archive; of several the one with that tag, which that option gives."""
        return _told(
            path.name,
            lambda report, cancel: read_archive(
                path, name=tag, named_by=tag_option, report=report, cancel=cancel
            ),
        )


def _told(
    name: str, read: Callable[[Callable[[ReadProgress], None], Cancellation], ImageFiles]
) -> ImageFiles:
    """Read beside the main thread, which hears of Ctrl-C, and say how far it is."""
    cancel = Cancellation()
    teller = _Teller(name)
    try:
        return interruptible(cancel, lambda: read(teller.tell, cancel))
    finally:
        teller.end()


class _Teller:
    """Progress on stderr: one line that moves on a terminal, one word for a file."""

    def __init__(self, name: str) -> None:
        self._name = clean(name, 100)
        self._moves = sys.stderr.isatty()
        self._has_told = False

    def tell(self, progress: ReadProgress) -> None:
        """Say how far it is."""
        if not self._moves:
            if progress.is_preparing:
                say(f"Reading {self._name} …")
            return
        what = "the archive is being prepared"
        if not progress.is_preparing:
            of = f" of about {size(progress.total_bytes)}" if progress.total_bytes else ""
            what = f"{size(progress.read_bytes)}{of}"
        sys.stderr.write(f"\r\x1b[KReading {self._name}: {what}")
        sys.stderr.flush()
        self._has_told = True

    def end(self) -> None:
        """Take the line away."""
        if self._has_told:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
