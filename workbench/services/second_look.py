"""What events made due is read once more after a while: an engine tells of a change before its lists show it.

Docker announces that a container died before it lists it as exited; on a busy host the list is asked for in
between, and no other event comes.
"""

from workbench.services.inventory_due import Due

_AFTER_SECONDS = 0.5


class SecondLook:
    """Gathers what is to be looked at again; each of it becomes due once, half a second to a second later."""

    def __init__(self) -> None:
        self._older = Due()
        self._newer = Due()
        self._at: float | None = None

    def note(self, due: Due, now: float) -> None:
        """Look at this once more, some time after now."""
        self._newer |= due
        if self._at is None:
            self._at = now + _AFTER_SECONDS

    def wait_seconds(self, now: float) -> float | None:
        """How long there is nothing to look at; None for ever."""
        return None if self._at is None else max(0.0, self._at - now)

    def take(self, now: float) -> Due:
        """What is to be looked at now."""
        if self._at is None or now < self._at:
            return Due()
        due, self._older, self._newer = self._older, self._newer, Due()
        self._at = now + _AFTER_SECONDS if self._older else None
        return due
