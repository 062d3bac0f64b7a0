"""What the small texts in an app's folder begin with."""

from pathlib import Path

_READ_AT_MOST_BYTES = 256 * 1024


def beginning_of(path: Path) -> str:
    """A file's text as far as it is of interest, empty where there is none."""
    try:
        with path.open("rb") as file:
            return file.read(_READ_AT_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
