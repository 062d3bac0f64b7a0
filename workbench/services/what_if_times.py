"""How long the steps of an app's builds took when they last ran, kept in the user's state folder.

The file holds one JSON object a line, a step of a variant each.
"""

from collections.abc import Mapping
from pathlib import Path

from workbench.domain.raw import raw_object
from workbench.domain.what_if import step_key
from workbench.services.json_lines import JsonLines
from workbench.services.state_folder import app_file

_KEPT_AT_MOST = 2000
_READ_AT_MOST_BYTES = 4_000_000


class StepTimes:
    """The seconds of one app folder's steps, for any thread; what cannot be read or written is not there."""

    def __init__(self, app_folder: Path, state: Path | None = None) -> None:
        self.path = app_file("step-times", app_folder, state)
        self._file = JsonLines(self.path, "seconds of earlier steps", _READ_AT_MOST_BYTES)

    def of(self, variant: str) -> dict[str, float]:
        """The seconds of a variant's steps by their keys."""
        return {key: seconds for (name, key), seconds in self._all().items() if name == variant}

    def put(self, variant: str, seconds_by_title: Mapping[str, float]) -> None:
        """Remember how long steps took that ran now."""
        if not seconds_by_title:
            return
        with self._file.changing:
            fresh = {(variant, step_key(title)): seconds for title, seconds in seconds_by_title.items()}
            older = {place: seconds for place, seconds in self._all().items() if place not in fresh}
            kept = list({**older, **fresh}.items())[-_KEPT_AT_MOST:]
            self._file.write(
                {"variant": name, "step": key, "seconds": seconds} for (name, key), seconds in kept
            )

    def _all(self) -> dict[tuple[str, str], float]:
        return dict(self._file.read(_entry))


def _entry(value: object) -> tuple[tuple[str, str], float]:
    entry = raw_object(value)
    seconds = entry.fields.get("seconds")
    if not isinstance(seconds, int | float) or seconds < 0:
        raise ValueError("an entry is not the time of a step")
    return (entry.text("variant"), entry.text("step")), float(seconds)
