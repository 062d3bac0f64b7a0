"""The window on a log: following, scrolling by rows, and keeping the same text under the eye."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Unpack

from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from screens.widgets.line_canvas import CanvasOptions
from screens.widgets.log_canvas import SIGN_CELLS, LogCanvas
from screens.widgets.log_drawing import prefix_cells
from screens.widgets.log_search import DRAWN_CHARACTERS
from screens.widgets.log_store import LogStore

_CUT_NOTE_CELLS = 32


class LogView(LogCanvas):
    """A place in a log: the line at the top of the window, and how many of its rows are above it."""

    follow: reactive[bool] = reactive(True, repaint=False, init=False)
    """Whether new lines are scrolled to; scrolling up ends it."""

    class FollowChanged(Message):
        """Following began or ended, by a key or by scrolling."""

        def __init__(self, follow: bool) -> None:
            super().__init__()
            self.follow = follow

    def __init__(self, store: LogStore, **options: Unpack[CanvasOptions]) -> None:
        super().__init__(store, **options)
        self._rows_above = 0
        self._widest = 0
        self._wrapped: list[tuple[int, int]] = []

    def widen(self, characters: int) -> None:
        """Make room for a line so long when lines are not wrapped; 0 forgets all before."""
        self._widest = max(self._widest, min(characters, DRAWN_CHARACTERS)) if characters else 0

    def top_number(self) -> int:
        """The number of the line at the top of the window, to come back to after a change."""
        numbers, top = self.numbers, self.scroll_offset.y
        return numbers[top] if top < len(numbers) else self.store.end

    def settle(self, top_number: int) -> None:
        """After a change: to the end when following, else back to the same text."""
        position, rows_above = self._end()
        self.take_extent(self._extent(position))
        if not self.follow:
            wanted = bisect_left(self.numbers, top_number), self._rows_above
            position, rows_above = min(wanted, (position, rows_above))
        self._place(position, rows_above)

    def show_number(self, number: int) -> None:
        """Stop following, and scroll to a line unless it is seen."""
        self.follow = False
        if number not in self.seen_numbers():
            self._place(bisect_left(self.numbers, number), 0)
            self.move_rows(-(self.size.height // 3))
        self.refresh()

    def show_first(self) -> None:
        """Stop following, and go to the oldest line."""
        self.follow = False
        self._place(0, 0)

    def move_rows(self, rows: int) -> None:
        """Scroll by rows of the screen; upwards ends following."""
        position, above = self.scroll_offset.y, self._rows_above + rows
        if rows < 0:
            self.follow = False
        while above < 0 and position > 0:
            position -= 1
            above += self.rows(position)
        while position < self.line_count - 1 and above >= self.rows(position):
            above -= self.rows(position)
            position += 1
        self._place(*min((position, max(0, above)), self._end()))

    def window(self) -> Iterator[tuple[int, int]]:
        """What stands in each row of the window from the top: a position, and a row of its line."""
        position, first, left = self.scroll_offset.y, self._rows_above, self.size.height
        while left > 0 and position < self.line_count:
            rows = self.rows(position)
            for row in range(first, min(rows, first + left)):
                yield position, row
            position, first, left = position + 1, 0, left - max(0, rows - first)

    def seen_numbers(self) -> list[int]:
        """The numbers of the lines in the window."""
        numbers, top = self.numbers, self.scroll_offset.y
        if not self.wrap:
            # Asked with each painting of a flood: a row is a line.
            return list(numbers[top : top + self.size.height])
        return [numbers[position] for position in sorted({position for position, _ in self.window()})]

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scrolling up ends following; being moved up because the end came nearer does not."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._rows_above = self._end()[1] if new_value >= self.max_scroll_y else 0
        if new_value < old_value and new_value < self.max_scroll_y:
            self.follow = False

    def watch_follow(self, follow: bool) -> None:
        """Go to the end when following begins."""
        if follow:
            self.settle(self.top_number())
        self.post_message(self.FollowChanged(follow))

    def watch_wrap(self, wrap: bool) -> None:
        """Lay the lines out anew."""
        top = self.top_number()
        if wrap:
            self.scroll_to(x=0, animate=False, force=True, immediate=True)
        self._rows_above = 0
        self.settle(top)

    def on_resize(self) -> None:
        """Keep the place in a window of another size."""
        self._rows_above = 0
        self.settle(self.top_number())

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw rows; where lines are wrapped, what stands in each is found out once for all."""
        self._wrapped = list(self.window()) if self.wrap else []
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one row of the window."""
        if not self.wrap or not self.line_count:
            return super().render_line(y)
        if y >= len(self._wrapped):
            return Strip.blank(self.room, self.palette.base)
        return self.draw_row(*self._wrapped[y], self.room)

    def _end(self) -> tuple[int, int]:
        """The last place: what stands at the top when the last row is at the bottom."""
        height, position, rows = self.size.height, self.line_count, 0
        if not self.wrap:
            return max(0, position - height), 0
        while position > 0 and rows < height:
            position -= 1
            rows += self.rows(position)
        return position, max(0, rows - height)

    def _extent(self, last_top: int) -> Size:
        """The size that makes the scrollbars right; a wrapped line counts as one."""
        if self.wrap:
            return Size(1, last_top + self.size.height)
        cells = prefix_cells(self.look) + self._widest + SIGN_CELLS
        if self._widest == DRAWN_CHARACTERS:
            cells += _CUT_NOTE_CELLS
        return Size(cells, self.line_count)

    def _place(self, position: int, rows_above: int) -> None:
        if position != self.scroll_offset.y:
            self.scroll_to(y=position, animate=False, force=True, immediate=True)
        self._rows_above = rows_above if self.wrap else 0
        self.refresh()
