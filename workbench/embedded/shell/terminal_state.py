"""A terminal as the commands on it know it: its size, whether it echoes, what runs in front."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass


@dataclass(eq=False, slots=True)
class TerminalState:
    """One terminal."""

    columns: int = 80
    lines: int = 24
    echoes: bool = True
    in_front: asyncio.Future[int] | None = None
    was_interrupted: bool = False

    def interrupt(self) -> None:
        """End what runs in front, as ctrl-c does."""
        if self.in_front and not self.in_front.done():
            self.was_interrupted = True
            self.in_front.cancel()
