"""The first line of every screen: the numbered screens, and which engine this is."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from screens.messages import ScreenAsked
from screens.numbered import NUMBERED
from workbench.domain.text import clean

_SEPARATOR = " · "


class HeaderBar(Widget):
    """Draws the screens' numbers and names on the left and the engine on the right, as space allows."""

    def __init__(self, noun: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._noun = noun
        self._engine = "connecting…"
        self._words: tuple[str, ...] = ()
        self._needed = ""

    def show_engine(self, full: str, words: Sequence[str], needed: int, state: str = "") -> None:
        """Name the engine: in full, or in as many words as fit, of which so many are needed.

        The state is a class: embedded, gone or read-only.
        """
        self._engine, self._words = clean(full), tuple(map(clean, words))
        self._needed = _SEPARATOR.join(self._words[:needed])
        self.set_classes(f"-{state}" if state else "")
        self.refresh()

    def render(self) -> Content:
        """Names in full where they fit, else only that of this screen; the engine at the right."""
        labels = self._labels()
        tabs = [
            Content.styled(label, "$text on $primary bold" if each.noun == self._noun else "$text-muted")
            for label, each in zip(labels, NUMBERED, strict=True)
        ]
        room = self.size.width - sum(map(len, labels)) - 1
        engine = self._engine if cell_len(self._engine) <= room else self._fitting(room)
        gap = Content(" " * max(0, room - cell_len(engine)))
        return Content("").join([*tabs, gap, Content.styled(engine, "bold")])

    def on_click(self, event: events.Click) -> None:
        """Go to the screen whose name was clicked."""
        right = 0
        for label, each in zip(self._labels(), NUMBERED, strict=True):
            right += len(label)
            if event.x < right:
                self.post_message(ScreenAsked(each.noun))
                return

    def _fitting(self, room: int) -> str:
        """The words that there is room for, each whole."""
        fitting = ""
        for word in self._words:
            longer = f"{fitting}{_SEPARATOR}{word}" if fitting else word
            if cell_len(longer) <= room:
                fitting = longer
        return fitting

    def _labels(self) -> list[str]:
        """The labels that leave the engine all it has to say, or in less room the words that are needed."""
        loose = [f" {each.number} {each.title} " for each in NUMBERED]
        tight = [f"{each.number} {each.title} " for each in NUMBERED]
        bare = [tight[each.number - 1] if each.noun == self._noun else f"{each.number} " for each in NUMBERED]
        for labels, engine in ((loose, self._engine), (tight, self._needed)):
            if sum(map(len, labels)) + 1 + cell_len(engine) <= self.size.width:
                return labels
        return bare
