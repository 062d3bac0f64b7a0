"""How often a flooded log is drawn: as often as leaves the keys their time."""

from time import monotonic

SHARE = 1 / 60
"""Of the time, for a widget's own drawing; what Textual adds to it is about as much again."""
LONGEST_SECONDS = 1.0


class FloodPace:
    """Tells when the next picture is due, by how long the last one took on this machine, as busy as it is."""

    def __init__(self) -> None:
        self._due_at = 0.0

    def is_due(self) -> bool:
        """Whether it is time for a picture."""
        return monotonic() >= self._due_at

    def drew_since(self, began: float) -> None:
        """Note that a picture was drawn, from a time of the monotonic clock until now."""
        now = monotonic()
        self._due_at = max(self._due_at, now + min(LONGEST_SECONDS, (now - began) / SHARE))
