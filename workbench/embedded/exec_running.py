"""Runs the commands that clients start beside a container's own process."""

from __future__ import annotations

import asyncio

from workbench.embedded.execs import Exec
from workbench.embedded.host import Host
from workbench.embedded.http import Exchange
from workbench.embedded.logs import Source, frame
from workbench.embedded.membership import tell
from workbench.embedded.processes.terminal import Terminal
from workbench.embedded.running import missing_program, run_argv, session_of
from workbench.embedded.shell.session import Session
from workbench.embedded.shell.streams import Buffer, Pipe, Sink
from workbench.embedded.world.users import unknown_user

CANNOT_START_CODE = 126


async def run_detached(host: Host, item: Exec) -> None:
    """Run a command whose output nobody reads."""
    session = session_of(host, item.container, item.environment, item.user, item.folder)
    session.stdout = session.stderr = Buffer()
    item.is_running = True
    code = 127 if missing_program(item.argv, session) else await run_argv(item.argv, session)
    _finish(host, item, code)


async def run_attached(host: Host, item: Exec, exchange: Exchange) -> None:
    """Run a command and speak with the client until it ends."""

    async def send(source: Source, data: bytes) -> None:
        shown = data.replace(b"\n", b"\r\n") if item.has_tty else frame(source, data)
        exchange.writer.write(shown)
        await exchange.writer.drain()

    async def send_output(data: bytes) -> None:
        await send(Source.STDOUT, data)

    async def send_errors(data: bytes) -> None:
        await send(Source.STDOUT if item.has_tty else Source.STDERR, data)

    session = session_of(host, item.container, item.environment, item.user, item.folder)
    session.stdout, session.stderr = Sink(send_output), Sink(send_errors)
    problem = _problem(item, session)
    if problem:
        await send_output(f"{problem}\r\n".encode())
        item.exit_code = CANNOT_START_CODE
        return
    lines = Pipe(is_closed=not item.takes_input)
    session.stdin = lines
    terminal = Terminal(lines, send_output, item.terminal) if item.has_tty else None
    if terminal:
        terminal.offer_prompts(session, item.argv)
    feeding = host.spawn(_feed(exchange, lines, terminal)) if item.takes_input else None
    item.is_running, item.work = True, asyncio.current_task()
    code = 137
    try:
        code = await run_argv(item.argv, session)
    finally:
        if feeding:
            feeding.cancel()
        _finish(host, item, code)


def _problem(item: Exec, session: Session) -> str:
    unknown = unknown_user(session.machine.tree, session.user)
    missing = missing_program(item.argv, session)
    if item.folder and not session.machine.tree.is_folder(session.folder):
        return (
            "OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd "
            f'("{item.folder}") set in config.json failed: no such file or directory: unknown'
        )
    if missing and not unknown:
        return f"OCI runtime exec failed: exec failed: unable to start container process: {missing}"
    return unknown


async def _feed(exchange: Exchange, lines: Pipe, terminal: Terminal | None) -> None:
    while data := await exchange.reader.read(65_536):
        if terminal:
            await terminal.type(data)
        else:
            await lines.write(data)
    await lines.close()


def _finish(host: Host, item: Exec, code: int) -> None:
    item.is_running = False
    item.exit_code = code
    if host.containers.by_id(item.container.id):
        tell(host, item.container, "exec_die", execID=item.id, exitCode=str(code))
