"""The last line of every screen: the keys that work now."""

from __future__ import annotations

from collections.abc import Iterator

from textual import events, getters
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from screens.widgets.typed_app import any_app


class KeyLine(Widget):
    """Draws keys and their titles in one piece; a click does what the key does.

    A widget for each key, as Textual's own footer has, would cost a tenth of the time to the first frame, and
    as much again with each change of focus.
    """

    app = getters.app(any_app)

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[tuple[Binding, bool], ...] = ()

    def on_mount(self) -> None:
        """Follow the focus: it decides which keys work."""
        self.screen.bindings_updated_signal.subscribe(self, self._take_keys)

    def render(self) -> Content:
        """The keys with their titles, dim where they can do nothing now."""
        parts: list[Content] = []
        for key, binding, enabled in self._labels():
            dim = "" if enabled else " dim"
            parts.append(Content.styled(key, f"bold $footer-key-foreground{dim}"))
            parts.append(Content.styled(f" {binding.description}  ", f"$footer-description-foreground{dim}"))
        return Content("").join(parts)

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        right = 0
        for key, binding, enabled in self._labels():
            right += Content(f"{key} {binding.description}  ").cell_length
            if event.x < right:
                if enabled:
                    self.app.simulate_key(binding.key)
                return

    def _take_keys(self, screen: Screen[object]) -> None:
        shown: dict[str, tuple[Binding, bool]] = {}
        for active in screen.active_bindings.values():
            if active.binding.show:
                shown.setdefault(active.binding.action, (active.binding, active.enabled))
        keys = tuple(shown.values())
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def _labels(self) -> Iterator[tuple[str, Binding, bool]]:
        for binding, enabled in self._keys:
            yield self.app.get_key_display(binding), binding, enabled
