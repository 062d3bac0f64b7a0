"""The theme's colours for line-drawn widgets, resolved once per style update."""

from rich.style import Style
from textual.widget import Widget

STYLE_NAMES = ("good", "bad", "warn", "muted", "accent")
"""What a cell or a span can mean; each is a component class `line--<name>`."""


class Palette:
    """Rich styles of one widget by name; a fresh one is made whenever its styles change."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self.base = widget.rich_style
        self._inks: dict[str, Style] = {"": Style.null()}
        self._papers: dict[str, Style] = {}

    def ink(self, name: str) -> Style:
        """Only the foreground and the attributes of a style, to be laid over any background."""
        ink = self._inks.get(name)
        if ink is None:
            whole = self._component(name)
            partial = self._component(name, partial=True)
            ink = self._inks[name] = Style(color=whole.color) + partial.without_color
        return ink

    def paper(self, name: str) -> Style:
        """A whole style with its background, such as that of the header or the cursor."""
        paper = self._papers.get(name)
        if paper is None:
            paper = self._papers[name] = self.base + self._component(name)
        return paper

    def drawn(self, name: str) -> Style:
        """A style's ink on the widget's own background."""
        return self.base + self.ink(name)

    def _component(self, name: str, partial: bool = False) -> Style:
        return self._widget.get_component_rich_style(f"line--{name}", partial=partial, default=Style.null())
