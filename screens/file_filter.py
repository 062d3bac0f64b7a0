"""The filter of files: by text, or by regular expression."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from screens.widgets.filter_bar import FilterBar

_TEXT = "text in a path; ^r takes it as a regular expression"
_EXPRESSION = "regular expression, as \\.pyc$; ^r takes it as text"


class FileFilterBar(FilterBar):
    """A filter line with a key that says how the words are meant."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+r",
            "other_meaning",
            "Text/Regex",
            id="filter.regex",
            tooltip="as plain text, or as a regular expression",
        ),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(placeholder=_TEXT, id=id)
        self.is_regex = False

    @property
    def other_meaning(self) -> str:
        """Which key takes the words the other way."""
        return f"^r in the filter line takes it as {'text' if self.is_regex else 'a regular expression'}."

    def action_other_meaning(self) -> None:
        """Take the words the other way."""
        self.is_regex = not self.is_regex
        self.placeholder = _EXPRESSION if self.is_regex else _TEXT
        self.post_message(self.Typed(self.value))
