"""A line over the body that warns as long as something is wrong."""

from textual.content import Content
from textual.widgets import Static

from workbench.domain.text import clean


class Banner(Static):
    """Hidden while there is nothing to warn of."""

    _message = ""

    def on_mount(self) -> None:
        """Begin hidden."""
        self.display = False

    def warn(self, message: str) -> None:
        """Show a warning, or hide when it is empty; the same again has nothing laid out anew."""
        if message != self._message:
            self._message = message
            self.display = bool(message)
            self.update(Content(clean(message)))
