"""How long the steps of an app's builds took when they last ran, kept in the user's state folder.

The file holds one JSON object a line, a step of a variant each.
"""

import json
import threading
from collections.abc import Mapping
from pathlib import Path

from workbench.domain.raw import raw_object
from workbench.domain.what_if import step_key
from workbench.services.state_folder import app_file, write_whole

_KEPT_AT_MOST = 2000
_READ_AT_MOST_BYTES = 4_000_000


class StepTimes:
    """The seconds of one app folder's steps, for any thread; what cannot be read or written is not there."""

    def __init__(self, app_folder: Path, state: Path | None = None) -> None:
        self.path = app_file("step-times", app_folder, state)
        self._lock = threading.Lock()

    def of(self, variant: str) -> dict[str, float]:
        """The seconds of a variant's steps by their keys."""
        return {key: seconds for (name, key), seconds in self._all().items() if name == variant}

    def put(self, variant: str, seconds_by_title: Mapping[str, float]) -> None:
        """Remember how long steps took that ran now."""
        if not seconds_by_title:
            return
        # Variants are built at the same time.
        with self._lock:
            fresh = {(variant, step_key(title)): seconds for title, seconds in seconds_by_title.items()}
            older = {place: seconds for place, seconds in self._all().items() if place not in fresh}
            kept = list({**older, **fresh}.items())[-_KEPT_AT_MOST:]
            lines = [
                json.dumps({"variant": name, "step": key, "seconds": seconds})
                for (name, key), seconds in kept
            ]
            try:
                write_whole(self.path, "".join(f"{line}\n" for line in lines))
            except OSError:
                return

    def _all(self) -> dict[tuple[str, str], float]:
        found: dict[tuple[str, str], float] = {}
        try:
            if self.path.stat().st_size > _READ_AT_MOST_BYTES:
                return {}
            for line in self.path.read_text(encoding="utf-8").splitlines():
                entry = raw_object(json.loads(line))
                seconds = entry.fields.get("seconds")
                if isinstance(seconds, int | float) and seconds >= 0:
                    found[entry.text("variant"), entry.text("step")] = float(seconds)
        except (OSError, ValueError, RecursionError):
            return {}
        return found
