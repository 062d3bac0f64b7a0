"""What every screen shares: its frame, work in threads, errors as toasts, commands with a confirmation."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen

from screens.command_runner import CommandRunner, Then
from screens.messages import ScreenInFront, WorkFinished
from screens.widgets.banner import Banner
from screens.widgets.drawing_time import DRAWING
from screens.widgets.header_bar import HeaderBar
from screens.widgets.key_line import KeyLine
from screens.widgets.ledger_line import LedgerLine
from screens.widgets.typed_app import any_app
from workbench.domain.errors import EngineGone, WorkbenchError
from workbench.domain.inventory import Connection, Inventory
from workbench.domain.text import clean, clean_lines
from workbench.services.workspace import Workspace

if TYPE_CHECKING:
    from workbench.domain.commands import Command

_LOG = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class WorkbenchScreen(Screen[None]):
    """One of the numbered screens: a header, a body of its own, the last ledger line, the keys."""

    NOUN: ClassVar[str] = ""
    app = getters.app(any_app)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(name=self.NOUN)
        self.workspace = workspace
        self.inventory = Inventory()
        self._tokens: dict[str, object] = {}
        self._once_in_front: Callable[[], object] | None = None
        self._commands = CommandRunner(self)

    def compose(self) -> ComposeResult:
        """Draw the frame around the body."""
        yield HeaderBar(self.NOUN, id="header")
        yield Banner(id="banner")
        with Vertical(id="body"):
            yield from self.compose_body()
        yield LedgerLine(id="ledger")
        yield KeyLine()

    def _on_timer_update(self) -> None:
        """Draw what changed: Textual's, which has no public door before a picture."""
        with DRAWING:
            super()._on_timer_update()

    def compose_body(self) -> ComposeResult:
        """What this screen is for; each screen says."""
        raise NotImplementedError

    def show_inventory(self, inventory: Inventory) -> None:
        """Draw what the engine holds now; called when it changed and when the screen comes to the front."""

    def show_subject(self, subject: tuple[str, ...]) -> None:
        """Turn to what another screen asked for; each screen says what its subjects are."""

    def on_screen_suspend(self) -> None:
        """Name no keys behind a dialog: they would not be heard."""
        self.query_one(KeyLine).refresh()

    def on_screen_resume(self) -> None:
        """Catch up with what happened while another screen was in front."""
        self.query_one(KeyLine).refresh()
        self.post_message(ScreenInFront(self))
        if (show := self._once_in_front) is not None:
            self._once_in_front = None
            show()

    def engine_connected(self) -> None:
        """An engine answered (again): read what no event announces."""

    def receive_inventory(self, inventory: Inventory) -> None:
        """Take a snapshot: warn when it is old, and draw it."""
        was_lost = self.inventory.connection is Connection.LOST
        self.inventory = inventory
        if was_lost and inventory.connection is Connection.CONNECTED:
            # Each screen that was seen without the engine, and not only the one that is in front by now.
            self.engine_connected()
        lost = inventory.connection is Connection.LOST
        self.query_one(Banner).warn(
            f"The engine is gone: {inventory.problem} This is what it last said; trying again…"
            if lost
            else ""
        )
        self.show_inventory(inventory)

    def in_thread(
        self,
        group: str,
        work: Callable[[], _Result],
        then: Callable[[_Result], None],
        failed: Callable[[WorkbenchError], None] | None = None,
    ) -> None:
        """Do work in a thread, then show its result or error here, unless newer work of the group began."""
        token = self._tokens[group] = object()

        def run() -> None:
            try:
                show = partial(then, work())
            except WorkbenchError as error:
                _LOG.info("%s failed", group, exc_info=True)
                show = partial(failed or self.show_error, error)
            self.post_message(WorkFinished(group, token, show))

        self.run_worker(run, thread=True, group=group, exit_on_error=True)

    def in_front(self, show: Callable[[], object]) -> None:
        """Do this now, or once the screen is in front again, the newest alone: no dialog opens elsewhere."""
        if self.app.screen is self:
            show()
        else:
            self._once_in_front = show

    def carry_out(
        self,
        *commands: Command,
        then: Then | None = None,
        title: str = "",
        confirm: bool | None = None,
        losses: tuple[str, ...] | None = None,
    ) -> None:
        """Change the engine: asks first when something would be lost (`losses` names it), tells what came."""
        self._commands.run(commands, then=then, title=title, confirm=confirm, losses=losses)

    def on_work_finished(self, message: WorkFinished) -> None:
        """Show what the newest work of a group found."""
        message.stop()
        # While the program leaves, what it would be shown on is taken down already.
        if self._tokens.get(message.group) is message.token and self.app.is_running:
            message.show()

    def show_error(self, error: WorkbenchError) -> None:
        """Say what happened and what to do next."""
        self.app.notify(
            clean_lines(error.hint) or "Press $ for the commands carried out.",
            title=clean_lines(error.message),
            severity="error",
            timeout=10,
            markup=False,
        )

    def show_reading_error(self, error: WorkbenchError) -> None:
        """Say why what nobody asked for with a key was not read, unless the banner tells of it already."""
        if not (isinstance(error, EngineGone) and self.inventory.connection is Connection.LOST):
            self.show_error(error)

    def say(self, message: str, title: str = "") -> None:
        """Say in a toast that something is done."""
        self.app.notify(clean_lines(message), title=clean(title), markup=False)
