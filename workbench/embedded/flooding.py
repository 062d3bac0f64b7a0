"""Writes log lines in masses, for tests of who reads them."""

from __future__ import annotations

import asyncio

from workbench.embedded.logs import Source
from workbench.embedded.world.containers import Container

_BATCH_LINES = 500


async def flood(container: Container, lines: int, line: str) -> None:
    """Write numbered lines, letting readers keep up."""
    for first in range(1, lines + 1, _BATCH_LINES):
        await container.logs.room()
        text = "".join(
            line.replace("{number}", str(number)) + "\n"
            for number in range(first, min(first + _BATCH_LINES, lines + 1))
        )
        container.logs.write(Source.STDOUT, text.encode())
        await asyncio.sleep(0)
