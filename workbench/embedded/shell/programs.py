"""Finds the program that a command names, and runs what stands in for it."""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from workbench.embedded.shell.commands import (
    files,
    listing,
    network,
    ownership,
    packages,
    python,
    system,
    text,
)
from workbench.embedded.shell.session import Session
from workbench.embedded.shell.syntax import missing_end
from workbench.embedded.world.files import Busy, ReadOnly
from workbench.embedded.world.permissions import NotPermitted

Command: TypeAlias = Callable[[list[str], Session], Awaitable[int]]
RunScript: TypeAlias = Callable[[str, Session], Awaitable[int]]

_NOT_FOUND_CODE = 127
_CANNOT_RUN_CODE = 126
_INTERRUPTED_CODE = 130
_SHELLS = {"sh", "bash", "ash", "dash"}
_WRAPPERS = {
    "exec",
    "nohup",
    "time",
    "command",
    "tini",
    "dumb-init",
    "docker-entrypoint.sh",
    "gosu",
    "su-exec",
}

# How each says that a file cannot be changed.
_WRITING_PROBLEMS = {
    "chmod": "changing permissions of",
    "chown": "changing ownership of",
    "cp": "cannot create regular file",
    "ln": "failed to create symbolic link",
    "mkdir": "cannot create directory",
    "rm": "cannot remove",
    "rmdir": "failed to remove",
    "touch": "cannot touch",
}

# What a shell knows by itself, so that it needs no file in the image.
_BUILTINS = {"echo", "printf", "test", "[", "true", "false", "pwd", "type", "command", "kill", "sleep"}

COMMANDS: Mapping[str, Command] = {
    **text.COMMANDS,
    **files.COMMANDS,
    **listing.COMMANDS,
    **ownership.COMMANDS,
    **system.COMMANDS,
    **network.COMMANDS,
    **packages.COMMANDS,
    **python.COMMANDS,
}


async def run_program(argv: list[str], session: Session, run_script: RunScript) -> int:
    """Run a command as a shell does: its own, or a program of the image."""
    name = posixpath.basename(argv[0])
    if argv[0] in _BUILTINS - {"sleep"} and argv[0] in COMMANDS:
        return await COMMANDS[argv[0]](argv, session)
    if not session.program_path(argv[0]):
        await session.complain_as_shell(f"{argv[0]}: not found")
        return _NOT_FOUND_CODE
    line = " ".join(argv)
    session.machine.children.append(line)
    try:
        return await run_found(name, argv, session, run_script)
    finally:
        session.machine.children.remove(line)


async def run_found(name: str, argv: list[str], session: Session, run_script: RunScript) -> int:
    """Run what stands in for a program that the image holds."""
    if name in _SHELLS:
        return await _run_shell(argv, session, run_script)
    if name in _WRAPPERS and len(argv) > 1:
        inner = (
            argv[2:]
            if name in ("gosu", "su-exec")
            else [word for word in argv[1:] if word not in ("-g", "--")]
        )
        return await run_program(inner, session, run_script)
    if name == "env" and len(argv) > 1:
        return await _run_env(argv, session, run_script)
    if name in ("timeout", "xargs"):
        return await _run_around(name, argv, session, run_script)
    command = COMMANDS.get(name) or _python_command(name)
    if command:
        return await _run_command(command, name, argv, session)
    script = session.read(argv[0])
    if script and script.content is not None and script.content.startswith(b"#!"):
        session.arguments, session.last_code = argv[1:], 0
        return await _run_to_exit(script.content.decode("utf-8", "replace"), session, run_script)
    await session.complain(f"{argv[0]}: the embedded engine does not simulate this program")
    return _CANNOT_RUN_CODE


async def _run_command(command: Command, name: str, argv: list[str], session: Session) -> int:
    try:
        return await command(argv, session)
    except (ReadOnly, NotPermitted) as error:
        problem = _WRITING_PROBLEMS.get(name, "cannot write")
        await session.complain(f"{name}: {problem} '{session.typed(str(error), argv)}': {error.reason}")
        return 1
    except Busy as error:
        await session.complain(f"{name}: cannot remove '{error}': Device or resource busy")
        return 1


def _python_command(name: str) -> Command | None:
    for prefix in ("python", "pip"):
        if name.startswith(prefix) and set(name.removeprefix(prefix)) <= set("0123456789."):
            return COMMANDS[prefix]
    return None


async def _run_shell(argv: list[str], session: Session, run_script: RunScript) -> int:
    session.shell, session.variables["PWD"] = argv[0], f"/{session.folder}"
    session.last_code = 0
    options = [word for word in argv[1:] if word.startswith("-")]
    words = [word for word in argv[1:] if not word.startswith("-")]
    flags = "".join(word[1:] for word in options if not word.startswith("--"))
    if "c" in flags and words:
        session.arguments = words[2:]
        prefix = f"set -{''.join(flag for flag in flags if flag in 'ex')}\n" if set(flags) & set("ex") else ""
        return await _run_to_exit(prefix + words[0], session, run_script)
    if words:
        entry = session.read(words[0])
        if not entry:
            await session.complain(f"{argv[0]}: 0: cannot open {words[0]}: No such file")
            return _NOT_FOUND_CODE
        session.arguments = words[1:]
        return await _run_to_exit(entry.data.decode("utf-8", "replace"), session, run_script)
    return await leave(await _run_lines(session, run_script), session, run_script)


async def _run_to_exit(script: str, session: Session, run_script: RunScript) -> int:
    return await leave(await run_script(script, session), session, run_script)


async def leave(code: int, session: Session, run_script: RunScript) -> int:
    """Do what a shell was told to do on its exit; an `exit` in there gives another code."""
    trap = session.traps.pop("EXIT", "")
    session.has_left = False
    last_code = await run_script(trap, session) if trap else code
    return last_code if session.has_left else code


async def _run_lines(session: Session, run_script: RunScript) -> int:
    code, lines, awaited = 0, list[str](), ""
    while not session.has_left and (line := await session.stdin.read_line()):
        lines.append(line.decode("utf-8", "surrogateescape"))
        if awaited and lines[-1].strip() != awaited:
            continue
        missing = missing_end("".join(lines))
        awaited = missing or ""
        if missing is None:
            if "".join(lines).strip():  # an empty line leaves `$?` as it is
                code = await _run_in_front("".join(lines), session, run_script)
            lines.clear()
    return code if session.has_left or not lines else await run_script("".join(lines), session)


async def _run_in_front(text: str, session: Session, run_script: RunScript) -> int:
    if session.terminal is None:
        return await run_script(text, session)
    work = asyncio.ensure_future(run_script(text, session))
    session.terminal.in_front, session.terminal.was_interrupted = work, False
    try:
        return await work
    except asyncio.CancelledError:
        if not session.terminal.was_interrupted:
            raise
        session.last_code = _INTERRUPTED_CODE
        return _INTERRUPTED_CODE


async def _run_env(argv: list[str], session: Session, run_script: RunScript) -> int:
    words = argv[1:]
    while words and "=" in words[0]:
        key, _, value = words.pop(0).partition("=")
        session.variables[key] = value
    if not words:
        return await COMMANDS["env"](["env"], session)
    return await run_program(words, session, run_script)


async def _run_around(name: str, argv: list[str], session: Session, run_script: RunScript) -> int:
    words = [word for word in argv[1:] if not word.startswith("-")]
    if name == "timeout":
        return await run_program(words[1:] or ["true"], session, run_script)
    given = (await session.stdin.read_all()).decode("utf-8", "surrogateescape").split()
    return await run_program([*(words or ["echo"]), *given], session, run_script)
