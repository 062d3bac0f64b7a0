"""The ledger: every command carried out in this run, to be read, copied and replayed."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.signal import Signal
from textual.widgets import Static

from screens.widgets.key_line import KeyLine
from screens.widgets.line_table import Cell, Column, LineTable, Row
from screens.widgets.typed_app import any_app
from workbench.domain.ledger import EntryState, Ledger, LedgerEntry
from workbench.domain.text import clean
from workbench.formatting import duration

_STYLES = {
    EntryState.DONE: "good",
    EntryState.FAILED: "bad",
    EntryState.CANCELLED: "warn",
    EntryState.REFUSED: "warn",
    EntryState.RUNNING: "muted",
}


class LedgerScreen(ModalScreen[None]):
    """A table of commands with their outcome; the whole command and its failure stand below."""

    app = getters.app(any_app)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", id="ledger.copy", tooltip="copy this command"),
        Binding(
            "S",
            "save",
            "Save as script",
            id="ledger.save",
            tooltip="write a shell script that replays all of it",
        ),
        Binding("escape,q,dollar_sign", "dismiss", "Back", key_display="esc", id="ledger.back"),
    ]

    def __init__(self, ledger: Ledger, changed: Signal[LedgerEntry]) -> None:
        super().__init__()
        self._ledger = ledger
        self._changed = changed

    def compose(self) -> ComposeResult:
        """The table, the command in full, the keys."""
        yield Static("Ledger: every command carried out in this run", id="title", markup=False)
        yield LineTable(
            [
                Column("number", "#", 4, right=True),
                Column("time", "time", 8),
                Column("state", "state", 9),
                Column("seconds", "took", 8, right=True, priority=2),
                Column("command", "command", 40, flexible=True),
            ],
            empty_text="Nothing has been changed yet.\nEvery command that is carried out will stand here.",
            id="entries",
        )
        yield Static(id="entry")
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what was done, the newest last and under the cursor."""
        self._fill()
        if self._ledger.entries:
            self.query_one(LineTable).move_to(str(self._ledger.entries[-1].number))
        self._changed.subscribe(self, self._refill)

    def on_line_table_highlighted(self, message: LineTable.Highlighted) -> None:
        """Show the command under the cursor in full."""
        entry = self._entry(message.key)
        if entry is None:
            return
        parts = [Content(clean(entry.command.masked_line))]
        if entry.failure:
            parts.append(Content.styled(f"\n{clean(entry.failure)}", "$text-error"))
        self.query_one("#entry", Static).update(Content("").join(parts))

    def action_copy(self) -> None:
        """Copy the command under the cursor, exactly."""
        entry = self._entry(self.query_one(LineTable).cursor_key)
        if entry is not None:
            self.app.copy_to_clipboard(entry.command.line)
            self.app.notify("The command is in the clipboard.", markup=False)

    def action_save(self) -> None:
        """Write a script that replays what was done; never over an existing file."""
        path = _free_path(Path.cwd() / "workbench-ledger.sh")
        try:
            path.write_text(self._ledger.script(), encoding="utf-8")
            path.chmod(0o700)  # it may hold secrets
        except OSError as error:
            self.app.notify(f"{path}: {error.strerror}", title="Not saved", severity="error", markup=False)
            return
        self.app.notify(str(path), title="Saved", markup=False)

    def _refill(self, _entry: LedgerEntry) -> None:
        self._fill()

    def _fill(self) -> None:
        self.query_one(LineTable).set_rows([_row(entry) for entry in self._ledger.entries])

    def _entry(self, key: str | None) -> LedgerEntry | None:
        return next((each for each in self._ledger.entries if str(each.number) == key), None)


def _row(entry: LedgerEntry) -> Row:
    return Row(
        str(entry.number),
        (
            str(entry.number),
            entry.started_at.astimezone().strftime("%H:%M:%S"),
            Cell(entry.state.value, _STYLES[entry.state]),
            "" if entry.state is EntryState.RUNNING else duration(entry.seconds),
            entry.command.masked_line,
        ),
    )


def _free_path(wanted: Path) -> Path:
    number = 1
    path = wanted
    while path.exists():
        number += 1
        path = wanted.with_stem(f"{wanted.stem}-{number}")
    return path
