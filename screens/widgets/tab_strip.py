"""A line of tab names, one of them in front."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class TabStrip(Widget):
    """Draws the tabs of a pane; `[` and `]` of the screen, or a click, change the one in front."""

    active: reactive[int] = reactive(0)

    class Changed(Message):
        """Another tab is in front."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, tabs: tuple[tuple[str, str], ...], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tabs = tabs
        self._subject = ""

    @property
    def key(self) -> str:
        """The key of the tab in front."""
        return self._tabs[self.active][0]

    def show_subject(self, subject: str) -> None:
        """Name what the pane is about, at the right; the text is drawn as it is."""
        self._subject = subject
        self.refresh()

    def turn(self, step: int) -> None:
        """Bring the next (1) or previous (-1) tab to the front."""
        self.active = (self.active + step) % len(self._tabs)

    def turn_to(self, key: str) -> None:
        """Bring the tab of that key to the front."""
        self.active = next((index for index, (each, _) in enumerate(self._tabs) if each == key), self.active)

    def watch_active(self, before: int, now: int) -> None:
        """Tell which tab is in front."""
        if before != now:
            self.post_message(self.Changed(self.key))

    def render(self) -> Content:
        """The names, the one in front underlined, then the subject."""
        parts = [
            Content.styled(
                f" {title} ", "bold $text-primary underline" if index == self.active else "$text-muted"
            )
            for index, (_, title) in enumerate(self._tabs)
        ]
        room = self.size.width - sum(len(title) + 2 for _, title in self._tabs) - 2
        subject = Content(self._subject).truncate(max(0, room), ellipsis=True) if room > 6 else Content("")
        return Content("").join([*parts, Content("  "), subject.stylize("$text-muted")])

    def on_click(self, event: events.Click) -> None:
        """Bring the clicked tab to the front."""
        right = 0
        for index, (_, title) in enumerate(self._tabs):
            right += len(title) + 2
            if event.x < right:
                self.active = index
                return
