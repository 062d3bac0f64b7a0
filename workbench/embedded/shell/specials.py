"""The commands that change the shell itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from workbench.embedded.shell.session import Session
from workbench.embedded.shell.state import BreakLoop, ContinueLoop, Leaving, Returning, ShellState

_WRONG_USE_CODE = 2
RunArgv: TypeAlias = Callable[[list[str], Session], Awaitable[int]]
RunText: TypeAlias = Callable[[str], Awaitable[int]]


async def run_special(
    argv: list[str], session: Session, state: ShellState, run_argv: RunArgv, run_text: RunText
) -> int | None:
    """Carry out a command of the shell's own; None says that it is none."""
    name, *rest = argv
    match name:
        case "exit" | "return":
            end = Leaving if name == "exit" else Returning
            raise end(int(rest[0]) if rest and rest[0].isdigit() else state.last_code)
        case "break" | "continue":
            count = rest[0] if rest else "1"
            if not count.isdecimal() or int(count) == 0:
                await session.complain_as_shell(f"{name}: Illegal number: {count}")
                raise Leaving(_WRONG_USE_CODE)
            if state.loops:
                raise (BreakLoop if name == "break" else ContinueLoop)(min(int(count), state.loops))
            return 0
        case "cd":
            return await _change_folder(
                rest[0] if rest else session.variables.get("HOME", "/"), session, state
            )
        case "export" | "readonly" | "local":
            return _assign(rest, state)
        case "unset":
            for word in rest:
                state.session.variables.pop(word, None)
            return 0
        case "set":
            return _set_options(rest, state)
        case "shift":
            del state.session.arguments[: int(rest[0]) if rest else 1]
            return 0
        case "exec":
            if rest:
                state.session.traps.clear()
                session.traps = state.session.traps  # a program in the shell's place is sent its signals
                raise Leaving(await run_argv(rest, session))
            return 0
        case "eval":
            return await run_text(" ".join(rest))
        case "wait":
            await asyncio.gather(*state.jobs)
            return 0
        case "read":
            return await _read(rest, session, state)
        case "trap":
            return _set_traps(rest, state)
        case "ulimit" | "umask" | ":":
            return 0
        case _:
            return None


def _assign(words: list[str], state: ShellState) -> int:
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            state.session.variables[name] = value
    return 0


def _set_traps(words: list[str], state: ShellState) -> int:
    for word in words[1:]:
        name = "EXIT" if word == "0" else word.upper().removeprefix("SIG")
        state.session.traps.pop(name, None)
        if words[0] != "-":
            state.session.traps[name] = words[0]
    return 0


async def _read(words: list[str], session: Session, state: ShellState) -> int:
    names = [word for word in words if not word.startswith("-")]
    line = await session.stdin.read_line()
    found = line.decode("utf-8", "surrogateescape").split(maxsplit=max(len(names) - 1, 0))
    for index, name in enumerate(names):
        state.session.variables[name] = found[index].rstrip("\n") if index < len(found) else ""
    return 0 if line else 1


def _set_options(words: list[str], state: ShellState) -> int:
    for index, word in enumerate(words):
        if word == "--":
            state.session.arguments[:] = words[index + 1 :]
            break
        if word[:1] in "-+" and word[1:].isalpha() and word[1:] != "o":
            is_on = word[0] == "-"
            state.stops_on_error = is_on if "e" in word else state.stops_on_error
            state.traces = is_on if "x" in word else state.traces
    return 0


async def _change_folder(target: str, session: Session, state: ShellState) -> int:
    path = session.path(target)
    if not session.machine.tree.is_folder(path):
        await session.complain_as_shell(f"cd: can't cd to {target}")
        return _WRONG_USE_CODE
    state.session.folder = path
    state.session.variables["PWD"] = f"/{path}"
    return 0
