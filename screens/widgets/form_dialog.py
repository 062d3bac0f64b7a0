"""Asking for several values at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button, Input, Static

from screens.widgets.dialog import Dialog, button
from workbench.domain.text import clean


@dataclass(frozen=True, slots=True)
class Field:
    """One value to be asked for; `validate` gives what is wrong with it, or None."""

    name: str
    label: str
    value: str = ""
    placeholder: str = ""
    help: str = ""
    validate: Callable[[str], str | None] | None = None


class FormDialog(Dialog[dict[str, str]]):
    """Fields under one another; the values by name when all of them are right."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "submit", "Done", id="dialog.submit"),
    ]

    def __init__(
        self, title: str, fields: Sequence[Field], sentence: str = "", done_label: str = "OK"
    ) -> None:
        super().__init__(title)
        self._fields = tuple(fields)
        self._sentence = sentence
        self._done_label = done_label
        self._was_submitted = False

    def body(self) -> ComposeResult:
        """A label, an input, help and room for an error per field."""
        if self._sentence:
            yield Static(Content(clean(self._sentence)), classes="dialog--sentence")
        for index, field in enumerate(self._fields):
            yield Static(Content(clean(field.label)), classes="dialog--label")
            yield Input(field.value, placeholder=clean(field.placeholder), id=f"field-{index}", compact=True)
            if field.help:
                yield Static(Content(clean(field.help)), classes="dialog--hint")
            yield Static(id=f"error-{index}", classes="dialog--error")

    def buttons(self) -> Sequence[Button]:
        """Done or not."""
        return button("Cancel (esc)", "cancel"), button(f"{self._done_label} (^s)", "submit", "primary")

    def on_mount(self) -> None:
        """Begin with the first field."""
        if self._fields:
            self._input(0).focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer by button."""
        if event.button.id == "submit":
            self.action_submit()
        else:
            self.action_leave()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and from the last one answers."""
        if event.input is self._input(len(self._fields) - 1):
            self.action_submit()
        else:
            self.focus_next()

    def on_input_changed(self) -> None:
        """Once errors are shown, they go as soon as they are mended."""
        if self._was_submitted:
            self._show_errors()

    def action_submit(self) -> None:
        """Answer, unless something is wrong."""
        self._was_submitted = True
        wrong = self._show_errors()
        if wrong is None:
            self.dismiss({field.name: self._input(index).value for index, field in enumerate(self._fields)})
        else:
            self._input(wrong).focus()

    def action_body_up(self) -> None:
        """Go to the field above; the body follows the focus."""
        self.focus_previous()

    def action_body_down(self) -> None:
        """Go to the field below; the body follows the focus."""
        self.focus_next()

    def _show_errors(self) -> int | None:
        """Show what is wrong at each field, and give the first wrong one."""
        first: int | None = None
        for index, field in enumerate(self._fields):
            error = field.validate(self._input(index).value) if field.validate else None
            line = self.query_one(f"#error-{index}", Static)
            line.update(Content(f"✗ {clean(error)}" if error else ""))
            line.display = bool(error)
            if error and first is None:
                first = index
        return first

    def _input(self, index: int) -> Input:
        return self.query_one(f"#field-{index}", Input)
