"""The build options of an app's variants, kept between runs in the user's state folder.

The file holds one JSON object a line, a variant each; it may hold secrets, so only its owner can read it.
"""

from dataclasses import asdict
from pathlib import Path

from workbench.domain.build_options import BuildOptions
from workbench.domain.raw import raw_object
from workbench.services.json_lines import JsonLines
from workbench.services.state_folder import app_file

_READ_AT_MOST_BYTES = 1_000_000


class BuildOptionsStore:
    """What is remembered for one app folder; what cannot be read is as if it were not there."""

    def __init__(self, app_folder: Path, state: Path | None = None) -> None:
        self.path = app_file("build-options", app_folder, state)
        self._file = JsonLines(self.path, "build options", _READ_AT_MOST_BYTES)

    @property
    def warning(self) -> str:
        """What went wrong with the file, empty where nothing did."""
        return self._file.warning

    def all(self) -> dict[str, BuildOptions]:
        """The options by the names of the variants that have any."""
        return dict(self._file.read(_entry))

    def put(self, variant: str, options: BuildOptions) -> None:
        """Remember a variant's options; the usual ones are forgotten."""
        with self._file.changing:
            kept = sorted({**self.all(), variant: options}.items())
            self._file.write(
                {"variant": name, **asdict(each)} for name, each in kept if each != BuildOptions()
            )


def _entry(value: object) -> tuple[str, BuildOptions]:
    entry = raw_object(value)
    return entry.text("variant"), BuildOptions(
        _pairs(entry.rows("build_arguments")),
        entry.text("target"),
        entry.flag("no_cache"),
        entry.flag("pull"),
        entry.text("platform"),
        entry.text("network"),
        _pairs(entry.rows("labels")),
    )


def _pairs(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((row[0], row[1]) for row in rows if len(row) == 2)
