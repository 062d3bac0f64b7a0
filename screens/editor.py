"""Editing a file in the person's own editor: the application steps aside for it."""

from __future__ import annotations

import asyncio
import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from screens.base import WorkbenchScreen


def edit_file(screen: WorkbenchScreen, path: Path, then: Callable[[], None]) -> None:
    """Open a file in $VISUAL, $EDITOR or vi, and go on when it is closed."""
    screen.run_worker(_edit(screen, path, then), exclusive=True, group="editor")


async def _edit(screen: WorkbenchScreen, path: Path, then: Callable[[], None]) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    problem = ""

    def run() -> str:
        try:
            subprocess.run([*shlex.split(editor), str(path)], check=False)
        except (OSError, ValueError) as error:
            return str(error)
        return ""

    try:
        with screen.app.batch_update(), screen.app.suspend():
            problem = await asyncio.to_thread(run)
    except SuspendNotSupported:
        screen.say(str(path), title="This terminal cannot be handed over; edit the file in another one")
        return
    screen.refresh(layout=True)
    if problem:
        screen.say(f"{problem}. Set EDITOR to the editor that you use.", title=f"{editor} did not start")
    then()
