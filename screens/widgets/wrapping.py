"""Where the rows of a wrapped line begin, when all but the first are indented."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WrapLayout:
    """Rows of `room` cells; from the second on, `indent` of them stay empty."""

    room: int
    indent: int

    def rows(self, cells: int) -> int:
        """How many rows a line of so many cells takes."""
        return 1 + max(0, -(-(cells - self.room) // (self.room - self.indent)))

    def start(self, row: int) -> int:
        """The cell of the line with which a row begins."""
        return 0 if row == 0 else self.room + (row - 1) * (self.room - self.indent)


def wrap_layout(room: int, indent: int) -> WrapLayout:
    """A layout that leaves at least half of the room to the text."""
    room = max(1, room)
    return WrapLayout(room, indent if indent <= room // 2 else 0)
