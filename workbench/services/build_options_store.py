"""The build options of an app's variants, kept between runs in the user's state folder.

The file holds one JSON object a line, a variant each; it may hold secrets, so only its owner can read it.
"""

import json
from dataclasses import asdict
from pathlib import Path

from workbench.domain.build_options import BuildOptions
from workbench.domain.raw import Raw, raw_object
from workbench.services.state_folder import app_file, write_whole

_READ_AT_MOST_BYTES = 1_000_000


class BuildOptionsStore:
    """What is remembered for one app folder; what cannot be read is as if it were not there."""

    def __init__(self, app_folder: Path, state: Path | None = None) -> None:
        self.path = app_file("build-options", app_folder, state)
        self.warning = ""

    def all(self) -> dict[str, BuildOptions]:
        """The options by the names of the variants that have any."""
        try:
            if self.path.stat().st_size > _READ_AT_MOST_BYTES:
                return {}
            lines = self.path.read_text(encoding="utf-8").splitlines()
            return dict(_entry(raw_object(json.loads(line))) for line in lines)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            self.warning = f"The remembered build options in {self.path} are left out: {error}."
            return {}

    def put(self, variant: str, options: BuildOptions) -> None:
        """Remember a variant's options; the usual ones are forgotten."""
        kept = {**self.all(), variant: options}
        lines = [
            json.dumps({"variant": name, **asdict(each)})
            for name, each in sorted(kept.items())
            if each != BuildOptions()
        ]
        try:
            write_whole(self.path, "".join(f"{line}\n" for line in lines))
        except OSError as error:
            self.warning = f"The options are not remembered, {self.path} cannot be written: {error.strerror}."


def _entry(entry: Raw) -> tuple[str, BuildOptions]:
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
