"""The list of commands carried out, each a line that can be copied and replayed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.domain.commands.base import Command


class EntryState(Enum):
    """What became of a command."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One command with when it began, how long it took and what came of it."""

    number: int
    command: Command
    started_at: datetime
    state: EntryState = EntryState.RUNNING
    seconds: float = 0.0
    failure: str = ""


class Ledger:
    """Entries in the order in which they began; safe to write and read from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[int, LedgerEntry] = {}
        self._listeners: list[Callable[[LedgerEntry], None]] = []

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """All entries so far, oldest first."""
        with self._lock:
            return tuple(self._entries.values())

    def begin(self, command: Command, started_at: datetime) -> LedgerEntry:
        """Add a running entry for a command and return it."""
        with self._lock:
            entry = LedgerEntry(len(self._entries) + 1, command, started_at)
            self._entries[entry.number] = entry
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(entry)
        return entry

    def settle(self, entry: LedgerEntry) -> None:
        """Replace the entry that has this number; listeners hear of it in this thread."""
        with self._lock:
            self._entries[entry.number] = entry
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(entry)

    def listen(self, listener: Callable[[LedgerEntry], None]) -> None:
        """Call back for every entry that is added or replaced."""
        with self._lock:
            self._listeners.append(listener)

    def script(self) -> str:
        """A shell script that replays what was done, in order; what failed stands as a comment."""
        lines = ["#!/bin/sh", "set -e"]
        for entry in self.entries:
            line = entry.command.line
            if entry.state is not EntryState.DONE:
                line = "# " + f"{entry.state.value}: {line}".replace("\n", "\n# ")
            lines.append(line)
        return "\n".join(lines) + "\n"
