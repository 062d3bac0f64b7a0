"""Tells whether an app's sources changed after a moment, by the files' own times."""

import os
import stat
import time
from datetime import datetime
from pathlib import Path

from workbench.domain.dockerignore import Ignore, ignore_file_names
from workbench.domain.errors import WorkbenchError
from workbench.engine.builders.context_paths import ignore_of, kept_paths

# Enough for any app; a folder with more is not walked to its end for a hint.
_LOOKED_AT_MOST = 20_000


class SourceAges:
    """The newest change among the files of a build context; each context is walked once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._newest: dict[Ignore, float] = {}

    def changed_after(self, dockerfile: str, moment: datetime) -> bool:
        """Whether a file that a build with this Dockerfile sees is newer; false where that cannot be told."""
        try:
            ignore = ignore_of(self._folder, dockerfile)
            if ignore not in self._newest:
                self._newest[ignore] = max(map(self._changed_at, self._context(ignore)), default=0.0)
        except WorkbenchError:
            return False
        recipe = max(map(self._changed_at, (dockerfile, *ignore_file_names(dockerfile))))
        return max(recipe, self._newest[ignore]) > moment.timestamp()

    def _context(self, ignore: Ignore) -> list[str]:
        paths = kept_paths(self._folder, ignore)
        return [path for path, _ in zip(paths, range(_LOOKED_AT_MOST), strict=False)]

    def _changed_at(self, path: str) -> float:
        """When a file was last written; 0 for what is no file, and for a time that is still to come."""
        full = self._folder / path
        try:
            status = os.lstat(full)
        except OSError:
            return 0.0
        is_folder = stat.S_ISDIR(status.st_mode)
        return 0.0 if is_folder or status.st_mtime > time.time() else status.st_mtime
