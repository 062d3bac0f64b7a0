"""The keys that hold on every screen: numbers, help, palette, ledger, leaving."""

from textual.binding import Binding, BindingType

from screens.numbered import NUMBERED

APP_KEYS: tuple[BindingType, ...] = (
    *(
        Binding(
            str(each.number),
            f"show('{each.noun}')",
            each.title,
            show=False,
            id=f"app.{each.noun}",
            tooltip=each.purpose,
        )
        for each in NUMBERED
    ),
    Binding(
        "question_mark", "help", "Help", key_display="?", id="app.help", tooltip="the keys of this screen"
    ),
    Binding(
        "colon",
        "command_palette",
        "Palette",
        key_display=":",
        show=False,
        id="app.palette",
        tooltip="find an action by name",
    ),
    Binding(
        "dollar_sign",
        "ledger",
        "Ledger",
        key_display="$",
        show=False,
        id="app.ledger",
        tooltip="the commands carried out; copy or export them",
    ),
    Binding(
        "y",
        "copy_command",
        "Copy command",
        show=False,
        id="app.copy_command",
        tooltip="copy the last command carried out",
    ),
    Binding("q", "quit", "Quit", id="app.quit", tooltip="leave; containers go on running"),
)
