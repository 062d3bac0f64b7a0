"""The window on a log store: following, scrolling, wrapping, and keeping the same text under the eye."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import ClassVar, Unpack

from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip

from screens.widgets.line_canvas import CanvasOptions, LineCanvas
from screens.widgets.log_drawing import SOURCE_STYLES, LogLook, draw_body, draw_sign
from screens.widgets.log_search import DRAWN_CHARACTERS
from screens.widgets.log_store import LogStore
from screens.widgets.restyle import restyle

SIGN_CELLS = 2
PREFIX_CELLS = 64
"""More than timestamp and name ever take."""


class LogView(LineCanvas):
    """Draws the lines of a store. Positions count the shown lines; numbers are the store's and stay."""

    ALLOW_SELECT = True
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--stderr",
        "line--marker",
        "line--match",
        "line--current-match",
        *(f"line--source-{number}" for number in range(SOURCE_STYLES)),
    }

    follow: reactive[bool] = reactive(True, repaint=False, init=False)
    """Whether new lines are scrolled to; scrolling up ends it."""
    wrap: reactive[bool] = reactive(False, repaint=False, init=False)
    """Whether long lines go on in the next row."""

    class FollowChanged(Message):
        """Following began or ended, by a key or by scrolling."""

        def __init__(self, log: "LogView", follow: bool) -> None:
            super().__init__()
            self.log_view = log
            self.follow = follow

        @property
        def control(self) -> "LogView":
            """The view that sent it."""
            return self.log_view

    def __init__(self, store: LogStore, **options: Unpack[CanvasOptions]) -> None:
        super().__init__(**options)
        self.store = store
        self.look = LogLook()
        self.only_matches = False
        self._widest = 0
        self._wrapped: list[tuple[int, int]] = []

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of the lines that are shown, ascending."""
        if self.only_matches and self.look.search is not None:
            return self.look.search.matches
        return range(self.store.first, self.store.end)

    @property
    def line_count(self) -> int:
        """How many lines are shown."""
        return len(self.numbers)

    def set_look(self, look: LogLook) -> None:
        """Draw lines in another way."""
        if look != self.look:
            self.look = look
            self.strips.clear()
            self.refresh()

    def widen(self, cells: int) -> None:
        """Make room for a line of so many cells when lines are not wrapped; 0 forgets all before."""
        self._widest = max(self._widest, min(cells, DRAWN_CHARACTERS)) if cells else 0

    def top_number(self) -> int:
        """The number of the line at the top of the window, to come back to after a change."""
        numbers, top = self.numbers, self.scroll_offset.y
        return numbers[top] if top < len(numbers) else self.store.end

    def settle(self, top_number: int) -> None:
        """After a change: to the end when following, else back to the same text."""
        size = self._extent()
        if size != self.virtual_size:
            self.virtual_size = size
        target = self.max_scroll_y if self.follow else bisect_left(self.numbers, top_number)
        self._scroll_to_line(target)
        self.refresh()

    def show_number(self, number: int) -> None:
        """Stop following, and scroll to a line unless it is seen."""
        self.follow = False
        position = bisect_left(self.numbers, number)
        if all(position != seen for seen, _ in self.window()):
            self._scroll_to_line(max(0, position - self.size.height // 3))
        self.refresh()

    def window(self) -> Iterator[tuple[int, int]]:
        """The rows of the window from the top: which position, and which row of its line."""
        position, left, count = self.scroll_offset.y, self.size.height, self.line_count
        while left > 0 and position < count:
            rows = self._rows(position) if self.wrap else 1
            yield from ((position, row) for row in range(min(rows, left)))
            position, left = position + 1, left - rows

    def seen_numbers(self) -> list[int]:
        """The numbers of the lines in the window."""
        numbers = self.numbers
        return [numbers[position] for position, row in self.window() if row == 0]

    def plain(self, number: int) -> str:
        """The text of a line as it is drawn, without its sign."""
        return self._body(number).text

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text; lines in it are the ones that are shown."""
        numbers = self.numbers
        start = 0 if selection.start is None else bisect_left(numbers, selection.start.y)
        stop = len(numbers) if selection.end is None else bisect_right(numbers, selection.end.y)
        lines: list[str] = []
        for number in numbers[start:stop]:
            span = selection.get_span(number)
            if span is not None:
                lines.append(self.plain(number)[span[0] : None if span[1] == -1 else span[1]])
        return ("\n".join(lines), "\n") if lines else None

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is selected."""
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scrolling up ends following; being moved up because the end came nearer does not."""
        super().watch_scroll_y(old_value, new_value)
        if new_value < old_value and new_value < self.max_scroll_y:
            self.follow = False

    def watch_follow(self, follow: bool) -> None:
        """Go to the end when following begins."""
        if follow:
            self.settle(self.top_number())
        self.post_message(self.FollowChanged(self, follow))

    def watch_wrap(self, wrap: bool) -> None:
        """Lay the lines out anew."""
        self.set_class(wrap, "-wrapped")
        top = self.top_number()
        if wrap:
            self.scroll_to(x=0, animate=False, force=True, immediate=True)
        self.settle(top)

    def on_resize(self) -> None:
        """Keep the place in a window of another size."""
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
            return Strip.blank(self.size.width, self.palette.base)
        return self._draw_row(*self._wrapped[y], self.size.width)

    def draw_line(self, index: int, width: int) -> Strip:
        """One line that is not wrapped."""
        return self._draw_row(index, 0, width)

    def _draw_row(self, position: int, row: int, width: int) -> Strip:
        number = self.numbers[position]
        room = max(1, width - SIGN_CELLS)
        start = row * room if self.wrap else self.scroll_offset.x
        selection = self.text_selection
        span = None if selection is None else selection.get_span(number)
        cache_key = (number, start, room)
        if span is None and (cached := self.strips.get(cache_key)) is not None:
            return cached
        body = self._body(number)
        if span is not None:
            selected = self.screen.get_component_rich_style("screen--selection")
            body = Strip(
                restyle([*body], [(span[0], len(body.text) if span[1] == -1 else span[1])], selected)
            )
        # Offsets count characters, the window counts cells.
        first_character = len(body.crop(0, start).text) if start else 0
        part = body.crop_extend(start, start + room, self.palette.base).apply_offsets(first_character, number)
        strip = Strip([draw_sign(self.store.line(number), self.palette), *part], width)
        if span is None:
            self.strips[cache_key] = strip
        return strip

    def _body(self, number: int) -> Strip:
        strip = self.strips.get((number,))
        if strip is None:
            strip = Strip(draw_body(number, self.store.line(number), self.look, self.palette))
            self.strips[(number,)] = strip
        return strip

    def _rows(self, position: int) -> int:
        cells = self._body(self.numbers[position]).cell_length
        return max(1, -(-cells // max(1, self.size.width - SIGN_CELLS)))

    def _extent(self) -> Size:
        """The size that makes the scrollbars right; wrapped lines are scrolled by whole lines."""
        count, height = self.line_count, self.size.height
        if not self.wrap:
            room = self.size.width - SIGN_CELLS
            return Size(self._widest + PREFIX_CELLS if self._widest > room else 1, count)
        rows, fitting = 0, 0
        while fitting < count:
            rows += self._rows(count - 1 - fitting)
            if rows > height:
                # The end is reached when the first of the last lines that fit is at the top.
                return Size(1, count - max(1, fitting) + height)
            fitting += 1
        return Size(1, count)

    def _scroll_to_line(self, position: int) -> None:
        if position != self.scroll_offset.y:
            self.scroll_to(y=position, animate=False, force=True, immediate=True)
