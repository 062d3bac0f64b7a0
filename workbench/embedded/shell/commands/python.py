"""Python and pip, as far as builds and health checks need them; no Python code is run."""

from __future__ import annotations

import ast
import asyncio
import posixpath
import re

from workbench.embedded.shell.commands.network import fetch
from workbench.embedded.shell.commands.pip import pip
from workbench.embedded.shell.session import Session
from workbench.embedded.world.files import Entry, Kind, file_of

_URLOPEN = re.compile(r"""urlopen\(\s*['"]([^'"]+)['"]""")
_PRINT = re.compile(r"print\((.*)\)\s*;?", re.DOTALL)
_VENV_SCRIPTS = ("activate", "activate.csh", "activate.fish", "Activate.ps1")


async def _python(argv: list[str], session: Session) -> int:
    match argv[1:]:
        case [] | ["-i"]:
            return await _prompt(session)
        case ["--version" | "-V", *_]:
            await session.say(f"Python {session.variables.get('PYTHON_VERSION', '3.13.9')}")
            return 0
        case ["-m", "venv", *rest]:
            return await _venv(rest, argv[0], session)
        case ["-m", "pip", *rest]:
            return await pip([argv[0], *rest], session)
        case ["-m", "http.server", *_]:
            await session.say("Serving HTTP on 0.0.0.0 port 8000 (http://0.0.0.0:8000/) ...")
            await asyncio.Event().wait()
            return 0
        case ["-c", code, *_]:
            return await _one_liner(code, session)
        case ["-u" | "-B" | "-O", *rest]:
            return await _python([argv[0], *rest], session)
        case [script, *_]:
            return await _script(script, argv[0], session)
        case _:
            return 0


async def _prompt(session: Session) -> int:
    if not await session.stdin.read_line():
        return 0
    await session.complain("the embedded engine runs no Python code")
    return 1


async def _one_liner(code: str, session: Session) -> int:
    url = _URLOPEN.search(code)
    if url:
        result = await fetch(url[1], session)
        if isinstance(result, tuple) and result[0] < 400:
            return 0
        reason = result if isinstance(result, str) else f"HTTP Error {result[0]}"
        await session.complain(f"urllib.error.URLError: <urlopen error {reason}>")
        return 1
    printed = _PRINT.fullmatch(code.strip())
    if printed:
        try:
            value: object = ast.literal_eval(printed[1])
        except (ValueError, SyntaxError):
            pass
        else:
            await session.say(str(value))
            return 0
    await session.complain("the embedded engine runs no Python code")
    return 1


async def _script(script: str, name: str, session: Session) -> int:
    if session.read(script) is None:
        shown = posixpath.join(f"/{session.folder}", script)
        await session.complain(f"{name}: can't open file '{shown}': [Errno 2] No such file or directory")
        return 2
    await session.complain(f"the embedded engine runs no Python code: {script} is not carried out")
    return 0


async def _venv(words: list[str], name: str, session: Session) -> int:
    folders = [word for word in words if not word.startswith("-")]
    if not folders:
        await session.complain("usage: venv [-h] ENV_DIR [ENV_DIR ...]")
        return 2
    root, owner = session.path(folders[0]), session.user_number
    python = session.program_path(name)
    tree = session.machine.tree
    if not session.files.may_write(root):
        await session.complain(f"Error: [Errno 13] Permission denied: '/{root}'")
        return 1
    minor = posixpath.basename(python).removeprefix("python") or "3"
    tree.put(
        f"{root}/pyvenv.cfg",
        file_of(f"home = /{posixpath.dirname(python)}\nversion = {minor}\n".encode(), owner=owner),
    )
    for script in _VENV_SCRIPTS:
        tree.put(f"{root}/bin/{script}", Entry(Kind.FILE, 2_100, owner=owner))
    tree.put(f"{root}/bin/python", Entry(Kind.LINK, mode=0o777, owner=owner, target=f"/{python}"))
    for alias in ("python3", f"python{minor}"):
        tree.put(f"{root}/bin/{alias}", Entry(Kind.LINK, mode=0o777, owner=owner, target="python"))
    tree.put(f"{root}/lib/python{minor}/site-packages", Entry(Kind.FOLDER, mode=0o755, owner=owner))
    if "--without-pip" not in words:
        await pip(
            [name, "--python", f"/{root}/bin/python", "install", "--quiet", "--no-cache-dir", "pip"], session
        )
    return 0


COMMANDS = {"python": _python, "pip": pip}
