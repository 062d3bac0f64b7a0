"""The line above the keys: the last command that was carried out, and what came of it."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from workbench.domain.ledger import EntryState, LedgerEntry
from workbench.domain.text import clean
from workbench.formatting import duration

_SIGNS = {
    EntryState.RUNNING: ("…", "$text-muted"),
    EntryState.DONE: ("✓", "$text-success"),
    EntryState.FAILED: ("✗", "$text-error"),
    EntryState.CANCELLED: ("■", "$text-warning"),
    EntryState.REFUSED: ("⊘", "$text-warning"),
}


class LedgerLine(Static):
    """Says how to find the ledger while nothing has been done."""

    def on_mount(self) -> None:
        """Begin with a hint."""
        self.show_entry(None)

    def show_entry(self, entry: LedgerEntry | None) -> None:
        """Show an entry's sign, its docker line with secrets hidden, and its time."""
        if entry is None:
            hint = "$ nothing changed yet: every command carried out stands here"
            self.update(Content.styled(hint, "$text-muted"), layout=False)
            return
        sign, style = _SIGNS[entry.state]
        seconds = "" if entry.state is EntryState.RUNNING else f"  {duration(entry.seconds)}"
        parts = [
            Content.styled(f"{sign} {entry.state.value} ", style),
            Content(clean(entry.command.brief_line)),
            Content.styled(seconds, "$text-muted"),
        ]
        self.update(Content("").join(parts), layout=False)
