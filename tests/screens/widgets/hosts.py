"""A small app around one widget, and what can be read off its screen."""

from textual import on
from textual.app import App, ComposeResult
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from screens.widgets.line_canvas import LineCanvas
from screens.widgets.line_log import LineLog
from screens.widgets.line_table import LineTable
from screens.widgets.line_tree import LineTree
from screens.widgets.log_view import LogView
from styles import sheet
from styles.themes import DARK, THEMES


class Host(App[None]):
    """Shows widgets, and keeps what they tell."""

    CSS_PATH = sheet("widgets")
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self.shown_widgets = widgets
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        """The widgets alone."""
        yield from self.shown_widgets

    def on_mount(self) -> None:
        """Dress the app, and give the first widget the keys."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name
        if self.shown_widgets:
            self.shown_widgets[0].focus()

    @on(LineTable.Highlighted)
    @on(LineTable.Chosen)
    @on(LineTable.HeaderClicked)
    @on(LineTree.Highlighted)
    @on(LineTree.Chosen)
    @on(LogView.FollowChanged)
    @on(LineLog.CountsChanged)
    def keep(self, message: Message) -> None:
        """Keep a message."""
        self.told.append(message)


def screen_lines(screen: Screen[object]) -> list[str]:
    """What stands on the screen, line by line, without trailing spaces."""
    drawn = screen._compositor.render_strips(screen.size)  # pyright: ignore[reportPrivateUsage] - no public door
    return [strip.text.rstrip() for strip in drawn]


def widget_lines(widget: LineCanvas) -> list[str]:
    """What a line-drawn widget draws, line by line, without trailing spaces."""
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]
