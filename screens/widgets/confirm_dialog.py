"""Asking before something is changed or lost."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button, Static

from screens.widgets.dialog import Dialog, button
from screens.widgets.hanging_text import HangingText
from workbench.domain.text import clean


class ConfirmDialog(Dialog[bool]):
    """Says what will be done, what will be lost and by which commands; true when it is agreed to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "agree", "Yes", id="dialog.agree"),
        Binding("n", "leave", "No", id="dialog.refuse"),
        Binding("left,right", "other_button", "Other button", show=False, id="dialog.other_button"),
    ]

    def __init__(
        self, title: str, sentence: str, losses: Sequence[str] = (), commands: Sequence[str] = ()
    ) -> None:
        super().__init__(title)
        self._sentence = sentence
        self._losses = tuple(losses)
        self._commands = tuple(commands)

    def body(self) -> ComposeResult:
        """The sentence and the two lists."""
        if self._sentence:
            sentence = "\n".join(map(clean, self._sentence.split("\n")))
            yield HangingText(Content(sentence), classes="dialog--sentence")
        if self._losses:
            yield Static(Content("This will be lost:"), classes="dialog--losing")
            yield HangingText(_listed("✗ ", self._losses), classes="dialog--losses")
        if self._commands:
            yield Static(Content("The same by hand:"), classes="dialog--hint")
            yield HangingText(_listed("", map(_prompted, self._commands)), classes="dialog--commands")

    def buttons(self) -> Sequence[Button]:
        """Refusing comes first, and has the focus."""
        return (
            button("Cancel (n)", "cancel"),
            button("Yes (y)", "agree", "error" if self._losses else "primary"),
        )

    def on_mount(self) -> None:
        """An enter pressed in haste changes nothing."""
        self.query_one("#cancel", Button).focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer by button."""
        self.dismiss(event.button.id == "agree")

    def action_agree(self) -> None:
        """Answer yes."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Answer no."""
        self.dismiss(False)

    def action_other_button(self) -> None:
        """Go to the other button."""
        self.focus_next()


def _listed(sign: str, lines: Iterable[str]) -> Content:
    return Content("\n".join(f"  {sign}{clean(line)}" for line in lines))


def _prompted(line: str) -> str:
    """A command after a prompt; a remark (what is waited for) as it is."""
    return line if line.startswith("# ") else f"$ {line}"
