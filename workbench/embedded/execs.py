"""Commands run beside a container's own process: what the engine remembers of each."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from workbench.embedded.shell.terminal_state import TerminalState
from workbench.embedded.world.containers import Container


@dataclass(eq=False, slots=True)
class Exec:
    """One command in a running container."""

    id: str
    container: Container
    argv: tuple[str, ...]
    environment: tuple[str, ...] = ()
    user: str = ""
    folder: str = ""
    has_tty: bool = False
    is_privileged: bool = False
    takes_input: bool = False
    gives_output: bool = True
    gives_errors: bool = True
    is_running: bool = False
    exit_code: int | None = None
    pid: int = 0
    terminal: TerminalState = field(default_factory=TerminalState)
    work: asyncio.Task[None] | None = None
