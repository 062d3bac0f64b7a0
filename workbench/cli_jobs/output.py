"""How jobs write: results on stdout, progress and problems on stderr, nothing that a terminal would obey."""

import json
import sys
from collections.abc import Iterable
from datetime import datetime

from workbench.domain.errors import WorkbenchError
from workbench.domain.text import clean


def print_lines(lines: Iterable[str]) -> None:
    """Results for people: each line cleaned of what a terminal would obey."""
    for line in lines:
        sys.stdout.write(clean(line, len(line)) + "\n")


def print_json(value: object) -> None:
    """Results for programs; ASCII only, so that nothing in it reaches a terminal either."""
    sys.stdout.write(json.dumps(value, indent=2) + "\n")


def say(message: str) -> None:
    """One line of progress; whoever closed stderr does not want any."""
    try:
        sys.stderr.write(clean(message) + "\n")
        sys.stderr.flush()
    except OSError:
        return


def complain(error: WorkbenchError) -> None:
    """What went wrong, and below it what to do next."""
    first, *rest = error.message.splitlines() or [""]
    say(f"workbench: {first}")
    for line in (*rest, *error.hint.splitlines()):
        say(f"  {line}")


def iso(moment: datetime | None) -> str | None:
    """A time in ISO 8601; None for None and for the year 1 that engines write for never."""
    return None if moment is None or moment.year < 1971 else moment.isoformat()
