"""What carrying out a command came to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """The id of what was made or changed, and anything that the engine said besides."""

    id: str = ""
    notes: tuple[str, ...] = ()
    freed_bytes: int | None = None
