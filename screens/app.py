"""The composition root: engine, app folder, numbered screens and themes come together here."""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.notifications import Notify, SeverityLevel
from textual.screen import Screen
from textual.signal import Signal

from screens.app_keys import APP_KEYS
from screens.base import WorkbenchScreen
from screens.connection import Connector
from screens.engine_title import engine_title
from screens.keymap import take_keymap
from screens.keys import ending_text, help_text
from screens.leaving import is_terminal_gone, leave_at_once, leave_when_told
from screens.messages import (
    EngineConnected,
    EngineMissing,
    InventoryChanged,
    LedgerChanged,
    ScreenAsked,
    ScreenInFront,
)
from screens.numbered import make_screen
from screens.toast_text import Notice, fitting
from screens.widgets.header_bar import HeaderBar
from screens.widgets.ledger_line import LedgerLine
from screens.widgets.safe_filter import SafeFilter
from styles import sheet
from styles.themes import THEMES
from workbench.domain.inventory import Inventory
from workbench.domain.ledger import LedgerEntry
from workbench.domain.text import clean
from workbench.services.workspace import Wishes, Workspace

_LOG = logging.getLogger(__name__)
_LONGEST_TURN_SECONDS = 0.001
"""A key waits no longer than this for a thread that reads a log; Python's own is five times as long."""
_COLLECTIONS = (20_000, 20, 50)
"""Log lines come by the thousand and make no rings; looking for rings among them took a tenth of all time."""


class WorkbenchApp(App[int]):
    """The terminal application over one engine and one app folder."""

    TITLE = "Container Workbench"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [*APP_KEYS]

    def __init__(self, workspace: Workspace, first: str = "containers") -> None:
        super().__init__(css_path=[sheet("app"), sheet("widgets"), sheet(first)])
        for theme in THEMES:
            self.register_theme(theme)
        # Not watched, and so without reading the style sheets a second time before the first frame.
        self.set_reactive(WorkbenchApp.theme, THEMES[0].name)
        self.stylesheet.set_variables(self.get_css_variables())
        self.workspace = workspace
        self._first = first
        self._connector = Connector(self, workspace)
        self._screens: dict[str, WorkbenchScreen] = {}
        self._inventory = Inventory()
        self._last_entry: LedgerEntry | None = None
        self._safe_filter = SafeFilter()
        self.ledger_changed: Signal[LedgerEntry] = Signal(self, "ledger_changed")

    # ---- screens

    def get_default_screen(self) -> WorkbenchScreen:
        """The first numbered screen, made at once: a blank one before it would cost a frame."""
        return self._numbered(self._first)

    def action_show(self, noun: str) -> None:
        """Bring a numbered screen to the front."""
        if not self.screen.is_modal:
            self._bring_to_front(noun)

    def on_screen_asked(self, message: ScreenAsked) -> None:
        """Bring a screen to the front because another asked, and tell it what for."""
        screen = self._bring_to_front(message.noun)
        if message.subject:
            self.call_after_refresh(screen.show_subject, message.subject)

    def on_screen_in_front(self, message: ScreenInFront) -> None:
        """Give a screen that came to the front what it missed."""
        screen = message.screen
        if not self.is_running:
            return
        self._draw_header(screen)
        screen.query_one(LedgerLine).show_entry(self._last_entry)
        if self.workspace.is_connected:
            screen.receive_inventory(self._inventory)

    def _bring_to_front(self, noun: str) -> WorkbenchScreen:
        """The first screen stays at the bottom of the stack, any other one stands alone on it."""
        screen, front = self._numbered(noun), self._front()
        if screen is front:
            return screen
        if noun == self._first:
            self.pop_screen()
        elif front is self._screens[self._first]:
            self.push_screen(noun)
        else:
            self.switch_screen(noun)
        return screen

    def _numbered(self, noun: str) -> WorkbenchScreen:
        if noun not in self._screens:
            screen = self._screens[noun] = make_screen(noun, self.workspace)
            self.install_screen(screen, noun)
        return self._screens[noun]

    def _front(self) -> WorkbenchScreen | None:
        """The numbered screen in front, also while a dialog stands over it."""
        return next((each for each in reversed(self.screen_stack) if isinstance(each, WorkbenchScreen)), None)

    def _drawn_front(self) -> WorkbenchScreen | None:
        """The same, once it is made and until the program leaves: only then it can be drawn on."""
        front = self._front()
        return front if front is not None and front.is_mounted and self.is_running else None

    # ---- the engine

    def on_mount(self) -> None:
        """Look for an engine after the first frame: its client's import would take turns with the drawing."""
        take_keymap(self)
        leave_when_told(self)
        self.call_after_refresh(self._connector.start)

    async def on_unmount(self) -> None:
        """End every thread before the program leaves."""
        self._connector.stop()
        self.workspace.close()

    def on_engine_missing(self, message: EngineMissing) -> None:
        """Say why no engine answers, unless that is said already."""
        from screens.no_engine import NoEngineScreen  # only where there is no engine

        if isinstance(self.screen, NoEngineScreen):
            self.screen.show_attempts(message.error)
        else:
            self.push_screen(NoEngineScreen(message.error, self._connector))

    def on_engine_connected(self, message: EngineConnected) -> None:
        """Go back to what was shown, and follow the engine."""
        from screens.no_engine import NoEngineScreen  # only where there is no engine

        while isinstance(self.screen, NoEngineScreen):
            self.pop_screen()
        self.workspace.ledger.listen(self._ledger_changed)
        for each in self._screens.values():
            if each.is_mounted:
                self._draw_header(each)
                each.engine_connected()

    def on_inventory_changed(self, message: InventoryChanged) -> None:
        """Hand a snapshot to the screen in front."""
        self._inventory = message.inventory
        front = self._drawn_front()
        if front is None:
            return  # one that is still being made asks for it as soon as it is in front
        self._draw_header(front)
        front.receive_inventory(message.inventory)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a toast, shortened to what the screen has room for."""
        title, message = fitting(title, message, self.size)
        seconds = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        self.post_message(Notify(Notice(message, title, severity, seconds, markup)))

    def tell_bug(self, crash: threading.ExceptHookArgs) -> None:
        """Called by a thread of ours that died of a bug: told on the screen, in full in the debug log."""
        if is_terminal_gone(crash):
            leave_at_once(self)
            return
        name = crash.thread.name if crash.thread else "a thread"
        _LOG.critical("%s died", name, exc_info=crash.exc_value)
        self.call_later(
            self.notify,
            f"{crash.exc_type.__name__}: {clean(str(crash.exc_value))}\n--debug logs it in full.",
            title=f"A bug: {name} died",
            severity="error",
            timeout=20,
            markup=False,
        )

    def on_ledger_changed(self, message: LedgerChanged) -> None:
        """Show the newest command on the ledger line."""
        self._last_entry = message.entry
        self.ledger_changed.publish(message.entry)
        if (front := self._drawn_front()) is not None:
            front.query_one(LedgerLine).show_entry(message.entry)

    def _ledger_changed(self, entry: LedgerEntry) -> None:
        self.post_message(LedgerChanged(entry))

    def _draw_header(self, screen: WorkbenchScreen) -> None:
        facts = self.workspace.facts
        if facts is None or not self.is_running:
            return
        read_only = self.workspace.wishes.read_only
        candidate = self.workspace.engine.candidate
        title = engine_title(facts, candidate, self._inventory.connection, read_only=read_only)
        screen.query_one(HeaderBar).show_engine(title.full, title.words, title.needed, title.state)

    # ---- keys, palette, safety

    def action_help(self) -> None:
        """Show the keys of the screen in front."""
        from screens.widgets.dialogs import TextDialog  # only when asked for

        self.push_screen(TextDialog(title="Keys", text=help_text(self.screen)))

    def action_ledger(self) -> None:
        """Show the commands carried out."""
        from screens.ledger import LedgerScreen  # only when asked for

        if not self.screen.is_modal:
            self.push_screen(LedgerScreen(self.workspace.ledger, self.ledger_changed))

    def action_copy_command(self) -> None:
        """Copy the last command carried out."""
        if self._last_entry is None:
            self.notify("Nothing has been changed yet.", markup=False)
            return
        self.copy_to_clipboard(self._last_entry.command.line)
        self.notify("The last command is in the clipboard.", markup=False)

    def action_help_quit(self) -> None:
        """Ctrl+c may be meant for a build, a log or the program: it ends none, and says which keys do."""
        self.notify(ending_text(self.screen), title="Nothing was stopped", markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every key of the screen in front is also found by name."""
        from screens.palette_commands import palette_commands  # only when the palette is opened

        yield from palette_commands(self, screen, self._inventory)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own filters, and a last guard for the terminal."""
        return [*super().get_line_filters(), self._safe_filter]


def run(wishes: Wishes, first: str = "containers") -> int:
    """Start the application on a screen; returns the exit code."""
    app = WorkbenchApp(Workspace(wishes), first)
    threading.excepthook = app.tell_bug
    sys.setswitchinterval(_LONGEST_TURN_SECONDS)
    gc.set_threshold(*_COLLECTIONS)
    app.run()
    return app.return_code or 0
