"""A process that does nothing until it is told to end: one of the many in a crowd."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from workbench.embedded.processes.program import SIGINT, SIGTERM, QuietProgram


class RestingProgram(QuietProgram):
    """Stands for a running container whose work nobody looks at."""

    def __init__(self, argv: Sequence[str], resident_kilobytes: int) -> None:
        self._argv = tuple(argv)
        self.resident_kilobytes = resident_kilobytes

    async def run(self) -> int:
        """Rest."""
        await asyncio.Event().wait()
        return 0

    def on_signal(self, number: int) -> int | None:
        """End when asked to."""
        return 0 if number in (SIGTERM, SIGINT) else super().on_signal(number)

    def commands(self) -> list[str]:
        """Give the command line."""
        return [" ".join(self._argv)]
