"""Opening a shell in a container: the application steps aside for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from workbench.domain.commands import OpenShell
from workbench.domain.errors import WorkbenchError

if TYPE_CHECKING:
    from screens.base import WorkbenchScreen


def open_shell(screen: WorkbenchScreen, container: str) -> None:
    """Find the best shell of a container, then give it the terminal until it ends."""
    engine = screen.workspace.engine

    def found(shells: tuple[str, ...]) -> None:
        if not shells:
            screen.say(
                "Its image holds no shell, as distroless images do. "
                "The detail tabs show its processes, changed files and environment.",
                title=f"No shell in {container}",
            )
            return
        screen.run_worker(_run(screen, OpenShell(container, shells[0])), exclusive=True, group="shell")

    screen.in_thread("shells", lambda: engine.shells(container), found)


async def _run(screen: WorkbenchScreen, command: OpenShell) -> None:
    """Suspend, run, resume; an error inside must not keep the application away, so it is handed out."""
    engine = screen.workspace.engine
    failure: WorkbenchError | None = None

    def run() -> WorkbenchError | None:
        print(f"\033[2J\033[H{command.line}\nexit or ctrl+d brings you back to the workbench.\n", flush=True)
        try:
            engine.open_shell(command)
        except WorkbenchError as error:
            return error
        return None

    try:
        with screen.app.batch_update(), screen.app.suspend():
            failure = await asyncio.to_thread(run)
    except SuspendNotSupported:
        screen.say(command.line, title="This terminal cannot be handed over; run this in another one")
    screen.refresh(layout=True)
    if failure is not None:
        screen.show_error(failure)
