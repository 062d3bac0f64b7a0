"""The first line of every screen: the numbered screens, and which engine this is."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from screens.messages import ScreenAsked
from screens.numbered import NUMBERED
from workbench.domain.text import clean


class HeaderBar(Widget):
    """Draws the screens' numbers and names on the left and the engine on the right, as space allows."""

    def __init__(self, noun: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._noun = noun
        self._engine = "connecting…"
        self._short_engine = ""

    def show_engine(self, text: str, short: str, state: str = "") -> None:
        """Name the engine, in full and in short; the state is a class: embedded, gone or read-only."""
        self._engine, self._short_engine = clean(text), clean(short)
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
        engine = next((text for text in (self._engine, self._short_engine) if cell_len(text) <= room), "")
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

    def _labels(self) -> list[str]:
        """The roomiest labels that leave the engine its short name."""
        loose = [f" {each.number} {each.title} " for each in NUMBERED]
        tight = [f"{each.number} {each.title} " for each in NUMBERED]
        bare = [tight[each.number - 1] if each.noun == self._noun else f"{each.number} " for each in NUMBERED]
        room = self.size.width - cell_len(self._short_engine) - 1
        return next((labels for labels in (loose, tight) if sum(map(len, labels)) <= room), bare)
