"""The floor of a key's time: two rows of Textual's own list, and nothing else that moves."""

import sys

from textual.app import App, ComposeResult
from textual.widgets import OptionList


class BareList(App[None]):
    """A list of the words that the program was started with."""

    def compose(self) -> ComposeResult:
        """The rows."""
        yield OptionList(*sys.argv[1:])


if __name__ == "__main__":
    BareList().run()
