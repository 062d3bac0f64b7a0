"""What our own builds of an app's variants came to, kept between runs in the user's state folder.

The file holds one JSON object a line, a build each.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from workbench.services.json_lines import JsonLines
from workbench.services.state_folder import app_file

KEPT_AT_MOST = 100
_READ_AT_MOST_BYTES = 1_000_000
_LONGEST_SECONDS = 10**9


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """One build of ours that made an image."""

    variant: str
    tag: str
    image_id: str
    started_at: datetime
    seconds: float
    cached_steps: int
    total_steps: int


class VariantRecords:
    """The records of one app folder; they help and never hinder: what goes wrong becomes a warning."""

    def __init__(self, app_folder: Path, state: Path | None = None) -> None:
        self.path = app_file("builds", app_folder, state)
        self._file = JsonLines(self.path, "records of earlier builds", _READ_AT_MOST_BYTES)

    @property
    def warning(self) -> str:
        """What went wrong with the file, empty where nothing did."""
        return self._file.warning

    def all(self) -> tuple[BuildRecord, ...]:
        """All records, oldest first; what cannot be used is left out, with a warning."""
        return tuple(self._file.read(_record)[-KEPT_AT_MOST:])

    def add(self, record: BuildRecord) -> None:
        """Keep one more record, and drop the oldest ones beyond the bound."""
        with self._file.changing:
            kept = [*self.all(), record][-KEPT_AT_MOST:]
            self._file.write({**asdict(each), "started_at": each.started_at.isoformat()} for each in kept)

    def latest(self, variant: str, image_id: str) -> BuildRecord | None:
        """Our last build of this variant that made this very image."""
        matching = (each for each in self.all() if (each.variant, each.image_id) == (variant, image_id))
        return max(matching, key=lambda each: each.started_at, default=None)


def _record(entry: object) -> BuildRecord:
    match entry:
        case {
            "variant": str(variant),
            "tag": str(tag),
            "image_id": str(image_id),
            "started_at": str(started),
            "seconds": int() | float() as seconds,
            "cached_steps": int(cached),
            "total_steps": int(total),
        } if 0 <= seconds < _LONGEST_SECONDS:
            started_at = datetime.fromisoformat(started)
            if started_at.tzinfo is None:
                raise ValueError("a time has no time zone")
            return BuildRecord(variant, tag, image_id, started_at, float(seconds), cached, total)
        case _:
            raise ValueError("an entry is not a record of a build")
