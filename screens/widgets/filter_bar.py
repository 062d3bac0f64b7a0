"""A one-line field that filters a list as one types."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class FilterBar(Input):
    """Hidden until opened; enter keeps the filter, escape drops it; either gives the focus back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "drop", "Drop filter", id="filter.drop", tooltip="show everything again"),
        Binding("down", "keep", "To the list", show=False, id="filter.keep"),
    ]

    class Typed(Message):
        """The words to filter by are others now."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Left(Message):
        """The person went back to the list."""

    def __init__(self, *, placeholder: str = "filter by any words", id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, compact=True, select_on_focus=False, id=id)
        self.display = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether it is typed: Textual knows no letter for the key that it calls slash."""
        return key == "slash" or super().check_consume_key(key, character)

    def open(self) -> None:
        """Show the field and type in it."""
        self.display = True
        self.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter with every key."""
        event.stop()
        self.post_message(self.Typed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go back to the list and keep the filter."""
        event.stop()
        self.action_keep()

    def on_blur(self, _event: events.Blur) -> None:
        """An empty filter needs no line."""
        if not self.value:
            self.display = False

    def action_keep(self) -> None:
        """Go back to the list; an empty filter needs no line."""
        self.display = bool(self.value)
        self.post_message(self.Left())

    def drop_if_any(self) -> bool:
        """Drop the filter, if there is one; whether there was."""
        has_any = bool(self.value)
        if has_any:
            self.action_drop()
        return has_any

    def action_drop(self) -> None:
        """Empty the field and go back to the list."""
        self.value = ""
        self.action_keep()


def matches(words: str, *fields: str) -> bool:
    """Whether every word stands somewhere in the fields, whatever its case."""
    return has_all(wanted_words(words), searched_text(*fields))


def wanted_words(words: str) -> list[str]:
    """The words of a filter, each in the form in which it is looked for."""
    return words.casefold().split()


def searched_text(*fields: str) -> str:
    """The fields in the form in which words are looked for."""
    return "\n".join(fields).casefold()


def has_all(wanted: list[str], text: str) -> bool:
    """Whether every wanted word stands somewhere in a searched text."""
    # Without a loop of Python's: it is asked of each of ten thousand rows.
    return all(map(text.__contains__, wanted))
