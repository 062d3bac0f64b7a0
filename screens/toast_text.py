"""Toasts: words that fit the screen that they stand on, and that go when their time is up."""

from rich.cells import set_cell_size
from textual.content import Content
from textual.geometry import Size
from textual.notifications import Notification

from workbench.domain.text import ELLIPSIS

WIDEST_CELLS = 60
"""How wide a toast is where there is room, as the sheet says too."""
_FRAME_CELLS, _FRAME_ROWS = 5, 3
_LEAST_SECONDS = 0.01


class Notice(Notification):
    """What a toast says; one whose time was up before it was shown goes again at once."""

    @property
    def time_left(self) -> float:
        """Seconds until it goes: Textual's timer never ends for less than none, and nothing else is done."""
        return max(_LEAST_SECONDS, super().time_left)

    @property
    def has_expired(self) -> bool:
        """Whether its time is up."""
        return super().time_left <= 0


def fitting(title: str, message: str, screen: Size) -> tuple[str, str]:
    """What fits of both: the title says what happened, so the end of the message goes first."""
    cells = max(10, min(WIDEST_CELLS, screen.width) - _FRAME_CELLS)
    rows = max(2, screen.height - _FRAME_ROWS)
    head = _shortened(title, cells, rows - 1) if title else ""
    return head, _shortened(message, cells, rows - len(_wrapped(head, cells)))


def _wrapped(text: str, cells: int) -> list[str]:
    return [row.plain for row in Content(text).wrap(cells)]


def _shortened(text: str, cells: int, rows: int) -> str:
    """The text as it is where it fits, else its first rows with a sign that there is more."""
    found = _wrapped(text, cells)
    if len(found) <= rows:
        return text
    return "\n".join([*found[: rows - 1], f"{set_cell_size(found[rows - 1], cells - 1).rstrip()}{ELLIPSIS}"])
