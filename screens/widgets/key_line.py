"""The last line of every screen: the keys that work now."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, getters
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from screens.widgets.typed_app import any_app

_GAP = "  "


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    sign: str
    title: str
    enabled: bool
    is_everywhere: bool

    @property
    def cells(self) -> int:
        """The width that it takes, with the gap behind it."""
        return Content(f"{self.sign} {self.title}{_GAP}").cell_length


class KeyLine(Widget):
    """Draws keys and their titles in one piece; a click does what the key does.

    A widget for each key, as Textual's own footer has, would cost a tenth of the time to the first frame, and
    as much again with each change of focus.
    """

    app = getters.app(any_app)

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[_Key, ...] = ()

    def on_mount(self) -> None:
        """Follow the focus: it decides which keys work."""
        self.screen.bindings_updated_signal.subscribe(self, self._take_keys)

    def render(self) -> Content:
        """The keys with their titles, dim where they can do nothing now; none behind a dialog."""
        if self.app.screen is not self.screen:
            return Content("")
        parts: list[Content] = []
        for key in self._fitting():
            dim = "" if key.enabled else " dim"
            parts.append(Content.styled(key.sign, f"bold $footer-key-foreground{dim}"))
            parts.append(Content.styled(f" {key.title}{_GAP}", f"$footer-description-foreground{dim}"))
        return Content("").join(parts)

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        right = 0
        for key in self._fitting():
            right += key.cells
            if event.x < right:
                if key.enabled:
                    self.app.simulate_key(key.name)
                return

    def _take_keys(self, screen: Screen[object]) -> None:
        shown: dict[str, _Key] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.show:
                sign = self.app.get_key_display(binding)
                key = _Key(binding.key, sign, binding.description, active.enabled, active.node is self.app)
                shown.setdefault(binding.action, key)
        keys = tuple(shown.values())
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def _fitting(self) -> list[_Key]:
        """The keys that have room: those of every screen always, for `?` tells all others."""
        everywhere = [key for key in self._keys if key.is_everywhere]
        room = self.size.width - sum(key.cells for key in everywhere) + len(_GAP)
        fitting: list[_Key] = []
        for key in self._keys:
            if not key.is_everywhere:
                room -= key.cells
                if room >= 0:
                    fitting.append(key)
        return fitting + everywhere
