"""Where a window on lines stands, looked up once for all the lines of a painting."""

from typing import NamedTuple

from textual.selection import Selection


class Viewport(NamedTuple):
    """The part of the lines that is seen: Textual works each of these out anew whenever it is asked."""

    cells: int
    """The width of a line."""
    top: int
    """The first line in the window."""
    left: int
    """The cells that are scrolled out to the left."""
    line_count: int
    """How many lines there are, seen or not."""
    selection: Selection | None
    """The text that is selected with the mouse."""
