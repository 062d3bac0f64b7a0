"""A container that runs a plain command or a script."""

from __future__ import annotations

import asyncio

from workbench.embedded.logs import Source
from workbench.embedded.payload import flag_at
from workbench.embedded.processes.program import SIGINT, SIGKILL, QuietProgram
from workbench.embedded.processes.terminal import Terminal
from workbench.embedded.running import run_argv
from workbench.embedded.shell.session import Session
from workbench.embedded.shell.streams import Pipe, Sink
from workbench.embedded.signals import signal_name
from workbench.embedded.world.containers import Container


class CommandProgram(QuietProgram):
    """Runs what the container was given, through the small shell."""

    resident_kilobytes = 1_800

    def __init__(self, container: Container, session: Session) -> None:
        self._container = container
        self._session = session
        self._input = Pipe(is_closed=not flag_at(container.config, "OpenStdin"))
        self._work: asyncio.Future[int] | None = None
        self._on_signal = ""
        self._terminal = Terminal(self._input, self._echo, container.terminal) if container.has_tty else None

    async def run(self) -> int:
        """Run the command to its end."""
        self._session.stdin = self._input
        self._session.stdout = Sink(self._take_output)
        self._session.stderr = Sink(self._take_errors)
        if self._terminal:
            self._terminal.offer_prompts(self._session, self._container.argv)
        self._work = asyncio.ensure_future(run_argv(self._container.argv, self._session))
        try:
            return await self._work
        except asyncio.CancelledError:
            if not self.is_ending:
                raise
            from workbench.embedded.shell.interpreter import run_script  # loaded when it is first needed

            return await run_script(self._on_signal, self._session)
        finally:
            self._work.cancel()

    async def _take_output(self, data: bytes) -> None:
        await self._container.unpaused.wait()
        self._container.logs.write(Source.STDOUT, data)

    async def _take_errors(self, data: bytes) -> None:
        await self._container.unpaused.wait()
        self._container.logs.write(Source.STDOUT if self._container.has_tty else Source.STDERR, data)

    async def _echo(self, data: bytes) -> None:
        self._container.logs.write(Source.STDOUT, data)
        self._container.logs.flush()

    async def feed(self, data: bytes) -> None:
        """Give input to the command."""
        if self._terminal and data:
            await self._terminal.type(data)
        elif data:
            await self._input.write(data)
        else:
            await self._input.close()

    def on_signal(self, number: int) -> int | None:
        """End on SIGKILL, and on SIGINT where a terminal is; process 1 ignores the rest, or traps it."""
        trap = self._session.traps.get(signal_name(number))
        if trap and self._work and not self.is_ending:
            self.is_ending, self._on_signal = True, trap
            self._work.cancel()
            return None
        if number == SIGINT and self._container.has_tty:
            return 130
        return super().on_signal(number) if number == SIGKILL else None

    def commands(self) -> list[str]:
        """Give the command line, and those that it runs at the moment."""
        return [" ".join(self._container.argv), *self._session.machine.children]
