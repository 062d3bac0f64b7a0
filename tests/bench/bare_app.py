"""The floor of every screen: the least that a Textual app can be."""

from textual.app import App, ComposeResult
from textual.widgets import Static

MARK = "nothing but this"


class BareApp(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static(MARK)


if __name__ == "__main__":
    BareApp().run()
