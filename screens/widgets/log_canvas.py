"""Drawing the lines of a log store: cut or wrapped, with what is selected in them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import ClassVar, Unpack

from rich.segment import Segment
from textual import getters
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip

from screens.widgets.clipping import clip
from screens.widgets.line_canvas import CanvasOptions, LineCanvas
from screens.widgets.log_drawing import SOURCE_STYLES, LogLook, draw_body, draw_sign, prefix_cells
from screens.widgets.log_store import LogStore
from screens.widgets.restyle import restyle
from screens.widgets.spans import width as cell_width
from screens.widgets.typed_app import any_app
from screens.widgets.wrapping import WrapLayout, wrap_layout

SIGN_CELLS = 2


class LogCanvas(LineCanvas):
    """Knows how each line looks. Positions count the shown lines; numbers are the store's and stay."""

    ALLOW_SELECT = True
    app = getters.app(any_app)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--stderr",
        "line--marker",
        "line--match",
        "line--current-match",
        *(f"line--source-{number}" for number in range(SOURCE_STYLES)),
    }

    wrap: reactive[bool] = reactive(False, repaint=False, init=False)
    """Whether long lines go on in the next row."""

    def __init__(self, store: LogStore, **options: Unpack[CanvasOptions]) -> None:
        super().__init__(**options)
        self.store = store
        self.look = LogLook()
        self.only_matches = False

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

    def plain(self, number: int) -> str:
        """The text of a line as it is drawn, without its sign."""
        return self._body(number).text

    def rows(self, position: int) -> int:
        """How many rows a line takes."""
        if not self.wrap:
            return 1
        text = self.plain(self.numbers[position]).rstrip()
        return self._layout(self.room).rows(cell_width(text))

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

    def draw_line(self, index: int, width: int) -> Strip:
        """One line that is not wrapped."""
        return self.draw_row(index, 0, width)

    def draw_row(self, position: int, row: int, width: int) -> Strip:
        """One row of a line; a line that is not wrapped has but one."""
        number, seen = self.numbers[position], self.viewport
        start = self._layout(width).start(row) if self.wrap else seen.left
        span = None if seen.selection is None else seen.selection.get_span(number)
        if span is not None:
            return self._draw_row(number, start, width, span)
        cache_key = (number, start, width, self.wrap)
        strip = self.strips.get(cache_key)
        if strip is None:
            strip = self.strips[cache_key] = self._draw_row(number, start, width, None)
        return strip

    def _draw_row(self, number: int, start: int, width: int, selected: tuple[int, int] | None) -> Strip:
        line = self.store.line(number)
        base, room = self.palette.base, width - SIGN_CELLS
        # A line that is wrapped is drawn for each of its rows, another one but once.
        body = [*self._body(number)] if self.wrap else draw_body(number, line, self.look, self.palette)
        if selected is not None:
            length = sum(len(segment.text) for segment in body)
            style = self.screen.get_component_rich_style("screen--selection")
            body = restyle(body, [(selected[0], length if selected[1] == -1 else selected[1])], style)
        lead = [draw_sign(line, self.palette)]
        if self.wrap and start:
            indent = self._layout(width).indent
            lead.append(Segment(" " * indent, base))
            room -= indent
        elif not self.wrap and sum(cell_width(segment.text) for segment in body) > start + room:
            body = [*Strip(body).crop(0, start + room - 1), Segment("›", self.palette.drawn("guide"))]
        return Strip([*lead, *clip(body, start, room, number, base)], width)

    def _body(self, number: int) -> Strip:
        strip = self.strips.get((number,))
        if strip is None:
            strip = Strip(draw_body(number, self.store.line(number), self.look, self.palette))
            self.strips[(number,)] = strip
        return strip

    def _layout(self, width: int) -> WrapLayout:
        return wrap_layout(width - SIGN_CELLS, prefix_cells(self.look))
