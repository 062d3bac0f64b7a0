"""The screen that says why no engine answers, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from screens.widgets.hanging_text import HangingText
from screens.widgets.key_line import KeyLine
from workbench.domain.errors import EngineUnavailable
from workbench.domain.text import clean

if TYPE_CHECKING:
    from screens.connection import Connector


class NoEngineScreen(ModalScreen[None]):
    """Lists every candidate with the reason of its failure; goes away by itself once one answers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "embedded",
            "Use the embedded engine",
            id="no_engine.embedded",
            tooltip="a simulated engine in the program: no Docker needed",
        ),
        Binding(
            "r",
            "retry",
            "Try again now",
            id="no_engine.retry",
            tooltip="it also tries by itself every two seconds",
        ),
        Binding("q", "app.quit", "Quit", id="no_engine.quit"),
    ]

    def __init__(self, error: EngineUnavailable, connector: Connector) -> None:
        super().__init__()
        self._error = error
        self._connector = connector

    def compose(self) -> ComposeResult:
        """A page to read and the keys."""
        with VerticalScroll(id="page"):
            yield HangingText(id="attempts")
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what is known already."""
        self.show_attempts(self._error)

    def show_attempts(self, error: EngineUnavailable) -> None:
        """Draw the newest reasons."""
        parts = [
            Content.styled("No engine answers\n\n", "bold $text-error"),
            Content(f"{clean(error.message)}\n"),
            Content.styled(f"{clean(error.hint)}\n\n", "$text-muted"),
            Content("Trying again every two seconds. "),
            Content.styled("enter", "bold $text-primary"),
            Content(" opens the embedded engine: everything simulated, nothing to install.\n\n"),
        ]
        for attempt in error.attempts:
            candidate = attempt.candidate
            name = f"{candidate.name}  " if candidate.name != candidate.url else ""
            parts += [
                Content.styled("✗ ", "$text-error"),
                Content.styled(f"{clean(name + candidate.url)}\n", "bold"),
                Content(f"    {clean(attempt.failure)}\n"),
            ]
            if attempt.hint and attempt.hint != error.hint:
                parts.append(Content.styled(f"    {clean(attempt.hint)}\n", "$text-muted"))
        self.query_one("#attempts", HangingText).update(Content("").join(parts))

    def action_retry(self) -> None:
        """Try again at once."""
        self._connector.try_now()

    def action_embedded(self) -> None:
        """Go on with the embedded engine."""
        self._connector.use_embedded()
