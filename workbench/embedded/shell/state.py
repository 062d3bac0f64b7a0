"""What a shell remembers between commands, and how its flow is broken."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from workbench.embedded.shell.session import Session


class Leaving(Exception):
    """The shell ends with a code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Returning(Leaving):
    """A function ends with a code, or the script where none runs."""


class BreakLoop(Exception):
    """A loop ends."""


class ContinueLoop(Exception):
    """A loop goes on with its next round."""


@dataclass(eq=False, slots=True)
class ShellState:
    """A shell's session, options, and last exit code."""

    session: Session
    last_code: int = 0
    stops_on_error: bool = False
    traces: bool = False
    jobs: list[asyncio.Task[int]] = field(default_factory=list[asyncio.Task[int]])
