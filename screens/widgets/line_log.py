"""A live log: fed from any thread, followed, searched, filtered, copied and saved."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import ClassVar, Unpack

from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from screens.widgets.flood_pace import FloodPace
from screens.widgets.line_canvas import CanvasOptions
from screens.widgets.log_drawing import name_cells
from screens.widgets.log_feed import LogFeed
from screens.widgets.log_searching import LogSearching
from screens.widgets.log_store import MARKER, LogStore
from workbench.domain.log_block import LogBlock, pack
from workbench.domain.logs import LogLine

__all__ = ["LineLog", "LogFeed", "LogStore"]

PULSE_SECONDS = 1 / 20
LINES_A_PULSE = 25_000
LINES_OF_A_FLOOD = 1_000
RESTS_IN_A_FLOOD = 3
COUNTS_SECONDS = 0.25


class LineLog(LogSearching):
    """Lines of one or several sources, as they come. Threads write to `feed`; all else is the screen's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "timestamps", "Timestamps", show=False, id="log.timestamps"),
        Binding("y", "copy", "Copy", show=False, id="log.copy", tooltip="Copy what is selected, or seen"),
    ]

    class CountsChanged(Message):
        """Lines came, went or matched; sent a few times a second at most."""

        def __init__(self, line_log: "LineLog") -> None:
            super().__init__()
            self.received = line_log.received
            self.shown = line_log.shown
            self.dropped = line_log.dropped
            self.matches = line_log.matches

    class LinesWaiting(Message):
        """The feed is no longer empty."""

    def __init__(
        self, feed: LogFeed | None = None, store: LogStore | None = None, **options: Unpack[CanvasOptions]
    ) -> None:
        super().__init__(LogStore() if store is None else store, **options)
        self.feed = LogFeed() if feed is None else feed
        self._pulse_timer: Timer | None = None
        self._rests = 0
        self._pace = FloodPace()
        self._unshown = False
        self._drawn: Sequence[int] = ()
        self._counts_due = False
        self._counts_told_at = 0.0

    @property
    def received(self) -> int:
        """How many lines came since the beginning; the program's own are not counted, here and below."""
        return self.store.received

    @property
    def shown(self) -> int:
        """How many of them can be scrolled to."""
        is_all = not self.only_matches or self.look.search is None
        return self.store.received - self.store.dropped if is_all else self.matches

    @property
    def dropped(self) -> int:
        """How many old lines gave way to new ones."""
        return self.store.dropped

    def on_mount(self) -> None:
        """Begin to take lines from the feed."""
        # An interval, paused when there is nothing to do: a one-shot timer of Textual's never fires when its
        # thread is held up for longer than its delay just as it starts.
        self._pulse_timer = self.set_interval(PULSE_SECONDS, self._pulse)
        self._listen()

    def on_unmount(self) -> None:
        """Let go of the threads that write."""
        self.feed.close()

    def set_feed(self, feed: LogFeed) -> None:
        """Close the present feed, drop its lines, and take those of another."""
        self.feed.listen(None)
        self.feed.close()
        self.feed = feed
        self.reset()
        self._listen()

    def reset(self) -> None:
        """Drop all lines, and count from nothing again."""
        self.store = LogStore(self.store.max_lines, self.store.max_bytes)
        search = self.look.search
        self.set_look(replace(self.look, search=search and search.again(), current=None))
        self.strips.clear()
        self.widen(0)
        self._name_sources()
        self.settle(0)
        self.wake()

    def write(self, lines: Sequence[LogLine]) -> None:
        """Add lines at once, from the screen's own thread."""
        self._adopt(list(pack(lines)), show=True)

    def add_marker(self, text: str) -> None:
        """Add a line of the program's own, such as for a gap."""
        self.store.note_marker()
        self.write([LogLine("", MARKER, "", text.encode())])

    def copy_text(self) -> str:
        """The text that is selected, or else the lines that are seen."""
        selection = self.text_selection
        selected = None if selection is None else self.get_selection(selection)
        # Of a flood not each line is drawn: those that stand there are meant, not those that came since.
        seen = (number for number in self._drawn if self.store.first <= number < self.store.end)
        return selected[0] if selected else "\n".join(map(self.plain, seen))

    def save(self, path: Path) -> int:
        """Write the shown lines to a file as they came, with names if there are several; gives how many.

        The program's own lines are left out. Raises OSError.
        """
        named = len(self.store.sources) > 1
        numbers = [number for number in self.numbers if not self.store.is_marker(number)]
        with path.open("wb") as file:
            for line in self.store.lines(numbers):
                if named and line.source:
                    file.write(line.source.encode() + b" | ")
                file.write(line.text + b"\n")
        return len(numbers)

    def wake(self) -> None:
        """Tell the counts soon, and go on with what is under way."""
        self._counts_due = True
        if self._pulse_timer is not None:
            self._pulse_timer.resume()

    def _listen(self) -> None:
        self.feed.listen(lambda: self.post_message(self.LinesWaiting()))

    def on_line_log_lines_waiting(self) -> None:
        """Take lines from the feed with the next pulse."""
        self.wake()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw rows, and note how long that takes."""
        began = monotonic()
        strips = super().render_lines(crop)
        self._pace.drew_since(began)
        self._drawn = self.seen_numbers()
        return strips

    def _adopt(self, blocks: Sequence[LogBlock], show: bool) -> None:
        if not blocks:
            return
        top = self.top_number()
        known = len(self.store.sources)
        self.store.adopt(blocks)
        self.widen(max(1, *(block.longest for block in blocks)))
        if len(self.store.sources) != known:
            self._name_sources()
        if self.look.search is not None:
            self.look.search.drop_before(self.store.first)
        self._unshown = not show
        if show:
            self.settle(top)
        self.scan_on()

    def _pulse(self) -> None:
        if self._rests:
            self._rests -= 1
            return
        blocks = self.feed.take(LINES_A_PULSE)
        is_flood = sum(map(len, blocks)) >= LINES_OF_A_FLOOD
        # Nobody reads so many lines: what is not drawn leaves the keys their time.
        self._rests = RESTS_IN_A_FLOOD if is_flood else 0
        self._adopt(blocks, show=not (is_flood and self.follow) or self._pace.is_due())
        if self._unshown and not is_flood:
            self._unshown = False
            self.settle(self.top_number())
        search = self.look.search
        is_searching = search is not None and search.is_behind(self.store) and self.scan_on()
        now = monotonic()
        if self._counts_due and now - self._counts_told_at >= COUNTS_SECONDS:
            self._counts_due = False
            self._counts_told_at = now
            self.post_message(self.CountsChanged(self))
        if not blocks and not is_searching and not self._counts_due and self._pulse_timer is not None:
            self._pulse_timer.pause()

    def _name_sources(self) -> None:
        sources = tuple(self.store.sources)
        show = len(sources) > 1
        top = self.top_number()
        self.set_look(replace(self.look, sources=sources, name_cells=name_cells(sources) if show else 0))
        self.settle(top)

    def action_timestamps(self) -> None:
        """Show each line's time, or hide it."""
        top = self.top_number()
        self.set_look(replace(self.look, timestamps=not self.look.timestamps))
        self.settle(top)

    def action_copy(self) -> None:
        """Copy what is selected, or else what is seen."""
        self.app.copy_to_clipboard(self.copy_text())
        self.app.notify("Copied.", markup=False)
