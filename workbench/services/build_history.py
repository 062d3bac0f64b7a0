"""The past builds of an app, kept between runs in the user's state folder: times, steps, results, sources."""

import os
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeGuard

from workbench.domain.errors import WorkbenchError
from workbench.domain.past_builds import BuildEnd, PastBuild, PastStep
from workbench.engine.builders.context_paths import ignore_of, kept_paths
from workbench.services.json_lines import JsonLines
from workbench.services.state_folder import app_file

KEPT_AT_MOST = 60
_FILES_AT_MOST = 300
_READ_AT_MOST_BYTES = 8_000_000


class BuildHistory:
    """The past builds of one app folder, oldest first; what goes wrong is as if there were none."""

    def __init__(self, app_folder: Path, state: Path | None = None) -> None:
        self.path = app_file("history", app_folder, state)
        self._file = JsonLines(self.path, "past builds", _READ_AT_MOST_BYTES)

    def all(self) -> tuple[PastBuild, ...]:
        """Every build that is kept."""
        return tuple(self._file.read(_build))

    def of(self, variant: str) -> tuple[PastBuild, ...]:
        """The past builds of one variant, the latest first."""
        return tuple(each for each in reversed(self.all()) if each.variant == variant)

    def add(self, build: PastBuild) -> None:
        """Keep one more, and drop the oldest beyond the bound."""
        with self._file.changing:
            self._file.write(map(_document, [*self.all(), build][-KEPT_AT_MOST:]))


def context_stamps(folder: Path, dockerfile: str) -> tuple[tuple[str, str], ...]:
    """The files that a build with this Dockerfile sees, each with its size and its last change."""
    try:
        paths = list(islice(kept_paths(folder, ignore_of(folder, dockerfile)), _FILES_AT_MOST))
    except WorkbenchError:
        return ()
    return tuple((path, stamp) for path in paths if (stamp := _stamp(folder / path)))


def _stamp(path: Path) -> str:
    try:
        status = os.lstat(path)
    except OSError:
        return ""
    return "" if path.is_dir() else f"{status.st_size}-{status.st_mtime_ns}"


def _document(build: PastBuild) -> dict[str, object]:
    return {
        "variant": build.variant,
        "started_at": build.started_at.isoformat(),
        "seconds": build.seconds,
        "end": build.end.value,
        "steps": [
            [each.title, each.stage, each.seconds, each.is_cached, each.size_bytes] for each in build.steps
        ],
        "image_id": build.image_id,
        "failure": build.failure,
        "files": dict(build.files),
    }


def _build(entry: object) -> PastBuild:
    """A build out of JSON; raises ValueError for what is none."""
    if not _is_object(entry):
        raise ValueError("an entry is no build")
    match entry:
        case {
            "variant": str(variant),
            "started_at": str(started),
            "seconds": int() | float() as seconds,
            "end": str(end),
            "image_id": str(image_id),
            "failure": str(failure),
        }:
            started_at = datetime.fromisoformat(started)
        case _:
            raise ValueError("an entry is no build")
    if started_at.tzinfo is None:
        raise ValueError("a time has no time zone")
    steps, files = entry.get("steps"), entry.get("files")
    return PastBuild(
        variant,
        started_at,
        float(seconds),
        BuildEnd(end),
        tuple(map(_step, steps)) if _is_list(steps) else (),
        image_id,
        failure,
        tuple((path, str(stamp)) for path, stamp in files.items()) if _is_object(files) else (),
    )


def _step(entry: object) -> PastStep:
    match entry:
        case [str(), str(), int() | float() | None, bool()]:
            # As it was kept before sizes were known.
            return _step([*entry, None])
        case [
            str(title),
            str(stage),
            (int() | float() | None) as seconds,
            bool(is_cached),
            (int() | None) as size_bytes,
        ]:
            return PastStep(title, stage, None if seconds is None else float(seconds), is_cached, size_bytes)
        case _:
            raise ValueError("an entry is no step")


def _is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
