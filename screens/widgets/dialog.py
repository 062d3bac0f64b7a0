"""What all dialogs share: a frame in the middle with a title, a body that scrolls, and buttons."""

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Static

from screens.widgets.typed_app import any_app
from workbench.domain.text import clean

Answer = TypeVar("Answer")

FRAME_LINES = 6
"""Lines of a dialog that are not its body: borders, title, a gap, buttons, and one to spare."""


class DialogBody(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The part of a dialog that scrolls when the window is too small; the dialog's keys scroll it."""


class Dialog(ModalScreen[Answer]):
    """A question or a page over the screen; `escape` leaves it without an answer."""

    app = getters.app(any_app)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", id="dialog.leave"),
        Binding("up", "body_up", "Up", show=False, id="dialog.up"),
        Binding("down", "body_down", "Down", show=False, id="dialog.down"),
        Binding("pageup", "body_page_up", "Page up", show=False, id="dialog.page_up"),
        Binding("pagedown", "body_page_down", "Page down", show=False, id="dialog.page_down"),
    ]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def body(self) -> ComposeResult:
        """What stands in the dialog."""
        raise NotImplementedError

    def buttons(self) -> Sequence[Button]:
        """The buttons below, from the left."""
        return ()

    def compose(self) -> ComposeResult:
        """The frame around them."""
        with Vertical(classes="dialog--frame"):
            yield Static(Content(clean(self._title, 512)), classes="dialog--title")
            with DialogBody(classes="dialog--body"):
                yield from self.body()
            buttons = self.buttons()
            if buttons:
                yield Horizontal(*buttons, classes="dialog--buttons")

    def on_resize(self) -> None:
        """Keep the buttons in the window: the body gives way."""
        self.scrolling.styles.max_height = max(1, self.size.height - FRAME_LINES)

    @property
    def scrolling(self) -> Widget:
        """The part that scrolls."""
        return self.query_one(DialogBody)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    def action_body_up(self) -> None:
        """Scroll up a line."""
        self.scrolling.scroll_up(animate=False)

    def action_body_down(self) -> None:
        """Scroll down a line."""
        self.scrolling.scroll_down(animate=False)

    def action_body_page_up(self) -> None:
        """Scroll up a page."""
        self.scrolling.scroll_page_up(animate=False)

    def action_body_page_down(self) -> None:
        """Scroll down a page."""
        self.scrolling.scroll_page_down(animate=False)


def button(label: str, name: str, variant: str = "default") -> Button:
    """A button one line high, whose label is text and nothing else."""
    made = Button(Content(label), id=name, compact=True)
    made.variant = variant
    return made
