"""A page of text that scrolls."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from screens.widgets.hanging_text import HangingText


class TextView(VerticalScroll):
    """Shows ready content; scrolls by keys when focused."""

    def compose(self) -> ComposeResult:
        """One block of text."""
        yield HangingText(id="text")

    def show(self, content: Content, *, keep_place: bool = False) -> None:
        """Show content, from its top unless the place is to be kept."""
        self.query_one(HangingText).update(content)
        if not keep_place:
            self.scroll_home(animate=False)


def heading(text: str) -> Content:
    """A heading of a page; the text is ours."""
    return Content.styled(f"{text}\n", "bold $text-primary")


def facts(pairs: list[tuple[str, str]]) -> Content:
    """Aligned names and values; values are drawn as they are, so they must be cleaned."""
    width = max((len(name) for name, _ in pairs), default=0)
    parts: list[Content] = []
    for name, value in pairs:
        parts.append(Content.styled(f"  {name:<{width}}  ", "$text-muted"))
        parts.append(Content(f"{value}\n"))
    return Content("").join(parts)
