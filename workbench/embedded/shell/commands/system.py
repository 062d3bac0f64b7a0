"""Commands about the machine, its users, its time and its processes."""

from __future__ import annotations

import asyncio
import posixpath
import re
import time

from workbench.embedded.shell.session import Session
from workbench.embedded.world.files import file_of, join
from workbench.embedded.world.users import group_number, user_number, users_of

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


async def _env(argv: list[str], session: Session) -> int:
    names = argv[1:] if argv[0] == "printenv" else []
    for name, value in session.variables.items():
        if not names:
            await session.say(f"{name}={value}")
        elif name in names:
            await session.say(value)
    return 0 if not names or all(name in session.variables for name in names) else 1


async def _sleep(argv: list[str], session: Session) -> int:
    words = argv[1:]
    if not words:
        await session.complain("sleep: missing operand")
        return 1
    if words[0] in ("infinity", "inf"):
        await asyncio.Event().wait()
    number = words[0][:-1] if words[0][-1] in _UNITS else words[0]
    try:
        seconds = float(number) * _UNITS.get(words[0][-1], 1)
    except ValueError:
        await session.complain(f"sleep: invalid time interval '{words[0]}'")
        return 1
    await session.machine.clock.sleep_in_container(seconds)
    await session.machine.unpaused.wait()
    return 0


async def _true(argv: list[str], session: Session) -> int:
    return 0


async def _false(argv: list[str], session: Session) -> int:
    return 1


async def _pwd(argv: list[str], session: Session) -> int:
    await session.say(f"/{session.folder}")
    return 0


async def _hostname(argv: list[str], session: Session) -> int:
    addresses = session.machine.addresses()
    await session.say(" ".join(addresses) if "-i" in argv or "-I" in argv else session.machine.hostname)
    return 0


async def _uname(argv: list[str], session: Session) -> int:
    if "-m" in argv:
        await session.say("x86_64")
    elif "-a" in argv:
        await session.say(f"Linux {session.machine.hostname} 6.1.0-embedded #1 SMP x86_64 GNU/Linux")
    else:
        await session.say("6.1.0-embedded" if "-r" in argv else "Linux")
    return 0


async def _date(argv: list[str], session: Session) -> int:
    form = next((word[1:] for word in argv[1:] if word.startswith("+")), "%a %b %e %H:%M:%S UTC %Y")
    now = session.machine.clock.now_seconds()
    await session.say(
        time.strftime(
            form.replace("%N", f"{int(now % 1 * 1e9):09d}").replace("%s", str(int(now))), time.gmtime(now)
        )
    )
    return 0


async def _id(argv: list[str], session: Session) -> int:
    tree, words = session.machine.tree, [word for word in argv[1:] if not word.startswith("-")]
    options = {letter for word in argv[1:] if word.startswith("-") for letter in word[1:]}
    known = {name: number for name, number, _ in users_of(tree)}
    if words and words[0] not in known and not (words[0].isdigit() and int(words[0]) in known.values()):
        await session.complain(f"id: '{words[0]}': no such user")
        return 1
    user = words[0] if words else session.user
    number, group = user_number(tree, user), group_number(tree, user)
    name = next((each for each, found in known.items() if found == number), "")
    group_name = next((each for each, found, _ in users_of(tree, "etc/group") if found == group), "")
    if options & set("ugG"):
        number, name = (number, name) if "u" in options else (group, group_name)
        await session.say(name or str(number) if "n" in options else str(number))
        return 0
    group_text = f"{group}({group_name})" if group_name else str(group)
    user_text = f"{number}({name})" if name else str(number)
    await session.say(f"uid={user_text} gid={group_text} groups={group_text}")
    return 0


async def _whoami(argv: list[str], session: Session) -> int:
    number = session.user_number
    if all(found != number for _, found, _ in users_of(session.machine.tree)):
        await session.complain(f"whoami: cannot find name for user ID {number}")
        return 1
    await session.say(session.user_name)
    return 0


async def _ps(argv: list[str], session: Session) -> int:
    await session.say("  PID TTY          TIME CMD" if len(argv) == 1 else "USER       PID COMMAND")
    for index, command in enumerate(session.machine.processes(), start=1):
        name = command.split()[0] if command else ""
        row = (
            f"{index:5} ?        00:00:00 {posixpath.basename(name)}"
            if len(argv) == 1
            else f"{session.user_name:8} {index:5} {command}"
        )
        await session.say(row)
    return 0


async def _which(argv: list[str], session: Session) -> int:
    code = 0
    for name in argv[1:]:
        path = session.program_path(name)
        if path and not name.startswith("-"):
            await session.say(f"/{path}")
        elif not name.startswith("-"):
            code = 1
    return code


async def _add_user(argv: list[str], session: Session) -> int:
    tree = session.machine.tree
    if session.user_number:
        await session.complain(f"{argv[0]}: Permission denied.")
        return 1
    is_group = "group" in argv[0]
    path = tree.resolve("etc/group" if is_group else "etc/passwd")
    entry = tree.entry(path)
    before = entry.data if entry else b""
    number = _option_number(argv, ("-u", "--uid") if not is_group else ("-g", "--gid"))
    taken = {found for _, found, _ in users_of(tree, path)}
    number = number or next(each for each in range(1000, 60_000) if each not in taken)
    name = argv[-1]
    asked = _option(argv, ("-g", "--gid", "-G"))
    groups = {found: each for found, each, _ in users_of(tree, "etc/group")}
    group = int(asked) if asked.isdigit() else groups.get(asked, number)
    home = _option(argv, ("-d", "--home-dir", "--home", "-h")) or f"/home/{name}"
    row = f"{name}:x:{number}:\n" if is_group else f"{name}:x:{number}:{group}::{home}:/bin/sh\n"
    tree.put(path, file_of(before + row.encode()))
    if not is_group and _makes_home(argv):
        tree.put(tree.resolve(join(home, ".profile")), file_of(b"# ~/.profile\n", owner=number, group=group))
    return 0


def _makes_home(argv: list[str]) -> bool:
    if "adduser" in argv[0]:
        return not any(word in argv for word in ("--no-create-home", "-M", "-H"))
    return "--create-home" in argv or any(re.fullmatch(r"-[a-zA-Z]*m[a-zA-Z]*", word) for word in argv)


def _option_number(argv: list[str], names: tuple[str, ...]) -> int:
    text = _option(argv, names)
    return int(text) if text.isdigit() else 0


def _option(argv: list[str], names: tuple[str, ...]) -> str:
    for index, word in enumerate(argv[:-1]):
        name, equals, value = word.partition("=")
        if name in names:
            return value if equals else argv[index + 1]
    return ""


async def _kill(argv: list[str], session: Session) -> int:
    await session.complain("kill: the embedded engine ends containers, not single processes")
    return 1


async def _tty(argv: list[str], session: Session) -> int:
    await session.say("/dev/pts/0" if session.terminal else "not a tty")
    return 0 if session.terminal else 1


async def _stty(argv: list[str], session: Session) -> int:
    if session.terminal is None:
        await session.complain("stty: 'standard input': Inappropriate ioctl for device")
        return 1
    for word in argv[1:]:
        if word == "size":
            await session.say(f"{session.terminal.lines} {session.terminal.columns}")
        elif word in ("echo", "-echo"):
            session.terminal.echoes = word == "echo"
    return 0


async def _nproc(argv: list[str], session: Session) -> int:
    await session.say("4")
    return 0


COMMANDS = {
    "env": _env,
    "printenv": _env,
    "sleep": _sleep,
    "true": _true,
    "false": _false,
    "sync": _true,
    "ldconfig": _true,
    "pwd": _pwd,
    "hostname": _hostname,
    "uname": _uname,
    "date": _date,
    "id": _id,
    "whoami": _whoami,
    "ps": _ps,
    "which": _which,
    "adduser": _add_user,
    "useradd": _add_user,
    "addgroup": _add_user,
    "groupadd": _add_user,
    "kill": _kill,
    "nproc": _nproc,
    "tty": _tty,
    "stty": _stty,
}
