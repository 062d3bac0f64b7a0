"""Sends a command's input and output elsewhere."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from workbench.embedded.shell.expansion import Scope, expand_one
from workbench.embedded.shell.nodes import Redirect
from workbench.embedded.shell.session import Session
from workbench.embedded.shell.streams import Buffer, Nothing, Output, Pipe
from workbench.embedded.world.files import Kind, ReadOnly, file_of
from workbench.embedded.world.permissions import NotPermitted

Files = list[tuple[str, Buffer]]


async def redirect(session: Session, redirects: tuple[Redirect, ...], scope: Scope) -> Files | None:
    """Turn a session's streams; give the files to write in the end, or None after a complaint."""
    files: Files = []
    for each in redirects:
        target = await expand_one(each.target, scope)
        match each.operator:
            case ">&":
                _set_output(session, each.descriptor, session.stdout if target == "1" else session.stderr)
            case "<":
                entry = session.read(target)
                if not entry and target != "/dev/null":
                    await session.complain_as_shell(f"cannot open {target}: No such file")
                    return None
                session.stdin = Pipe(entry.data if entry else b"", is_closed=True)
            case "<<" | "<<-":
                session.stdin = Pipe(target.encode("utf-8", "surrogateescape"), is_closed=True)
            case "<&":
                session.stdin = Nothing()
            case operator:
                output = await _open(session, target, files, appends=operator == ">>")
                if output is None:
                    return None
                _set_output(session, each.descriptor, output)
                if operator == "&>":
                    session.stderr = output
    return files


async def _open(session: Session, target: str, files: Files, *, appends: bool) -> Output | None:
    path = session.path(target)
    match f"/{path}":
        case "/dev/null":
            return Nothing()
        case "/dev/stdout" | "/proc/1/fd/1":
            return session.stdout
        case "/dev/stderr" | "/proc/1/fd/2":
            return session.stderr
        case _:
            pass
    if session.machine.tree.is_folder(path) or not session.machine.tree.is_folder(posixpath.dirname(path)):
        await session.complain_as_shell(f"cannot create {target}: Directory nonexistent")
        return None
    try:
        session.files.check_write(path)
    except (ReadOnly, NotPermitted) as error:
        await session.complain_as_shell(f"cannot create {target}: {error.reason}")
        return None
    buffer = Buffer()
    before = session.read(target)
    if appends and before:
        buffer.data = before.data
    files.append((path, buffer))
    return buffer


def write_files(session: Session, files: Files) -> None:
    """Put what was written into the tree."""
    for path, buffer in files:
        before = session.machine.tree.entry(path)
        kept = before if before and before.kind is Kind.FILE else session.files.own(file_of(b""))
        # Opened long ago: what the command has done to owners and modes since then does not count.
        session.machine.tree.put(path, replace(kept, size_bytes=len(buffer.data), content=buffer.data))


def _set_output(session: Session, descriptor: int, output: Output) -> None:
    if descriptor == 2:
        session.stderr = output
    else:
        session.stdout = output
