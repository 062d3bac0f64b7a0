"""What a shell remembers between commands, and how its flow is broken."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from workbench.embedded.shell.session import Session


class Leaving(Exception):
    """The shell ends with a code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Returning(Leaving):
    """A function ends with a code, or the script where none runs."""


class BreakLoop(Leaving):
    """So many loops end, or the subshell that it is said in."""

    def __init__(self, loops: int) -> None:
        super().__init__(0)
        self._loops = loops

    def leave_loop(self) -> None:
        """Leave the innermost loop, and raise where the one around it is left too."""
        self._loops -= 1
        if self._loops:
            raise self


class ContinueLoop(BreakLoop):
    """The last of so many loops goes on with its next round; a subshell ends all the same."""


@dataclass(eq=False, slots=True)
class ShellState:
    """A shell's session, options, and how many loops it is in."""

    session: Session
    loops: int = 0
    stops_on_error: bool = False
    traces: bool = False
    jobs: list[asyncio.Task[int]] = field(default_factory=list[asyncio.Task[int]])

    @property
    def last_code(self) -> int:
        """Give what `$?` is; a session keeps it from line to line, and a subshell begins with it."""
        return self.session.last_code

    @last_code.setter
    def last_code(self, code: int) -> None:
        self.session.last_code = code

    @contextmanager
    def in_loops(self, count: int) -> Generator[None]:
        """Be in so many loops for a while."""
        kept, self.loops = self.loops, count
        try:
            yield
        finally:
            self.loops = kept
