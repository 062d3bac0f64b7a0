"""A container's processes as `ps` on the host would list them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from workbench.embedded.errors import ServerError
from workbench.embedded.payload import JsonObject, text_at
from workbench.embedded.stats import MEMORY_BYTES
from workbench.embedded.world.containers import Container
from workbench.embedded.world.users import group_number, user_number

_SHARED_KILOBYTES = 12_000
_CHOSEN = re.compile(r"(?:^|\s)-[eA]*o\s*(\S+)")
_FULL = "uid_name,pid,ppid,c,stime,tty_name,time,cmd"
_ALL = "user,pid,pcpu,pmem,vsz,rss,tty_name,stat,start,bsdtime,args"


@dataclass(frozen=True, slots=True)
class _Process:
    number: int
    parent: int
    line: str
    user: str
    user_number: int
    group_number: int
    resident_kilobytes: int


_Column = tuple[str, Callable[[_Process], str]]
_COLUMNS: dict[str, _Column] = {
    "pid": ("PID", lambda each: str(each.number)),
    "ppid": ("PPID", lambda each: str(each.parent)),
    "uid": ("UID", lambda each: str(each.user_number)),
    "gid": ("GID", lambda each: str(each.group_number)),
    "user": ("USER", lambda each: each.user),
    "uid_name": ("UID", lambda each: each.user),
    "args": ("COMMAND", lambda each: each.line),
    "command": ("COMMAND", lambda each: each.line),
    "cmd": ("CMD", lambda each: each.line),
    "comm": ("COMMAND", lambda each: each.line.partition(" ")[0].rpartition("/")[2]),
    "pcpu": ("%CPU", lambda each: "0.0"),
    "%cpu": ("%CPU", lambda each: "0.0"),
    "pmem": ("%MEM", lambda each: f"{each.resident_kilobytes * 102_400 / MEMORY_BYTES:.1f}"),
    "%mem": ("%MEM", lambda each: f"{each.resident_kilobytes * 102_400 / MEMORY_BYTES:.1f}"),
    "vsz": ("VSZ", lambda each: str(each.resident_kilobytes + _SHARED_KILOBYTES)),
    "rss": ("RSS", lambda each: str(each.resident_kilobytes)),
    "tty": ("TT", lambda each: "?"),
    "tty_name": ("TTY", lambda each: "?"),
    "stat": ("STAT", lambda each: "Ss"),
    "c": ("C", lambda each: "0"),
    "stime": ("STIME", lambda each: "00:00"),
    "start": ("START", lambda each: "00:00"),
    "time": ("TIME", lambda each: "00:00:00"),
    "bsdtime": ("TIME", lambda each: "0:00"),
    "etime": ("ELAPSED", lambda each: "00:00"),
}


def process_table(
    container: Container, commands: list[str], resident_kilobytes: int, asked: str
) -> JsonObject:
    """List a container's commands in the columns that the options of `ps` choose; ServerError refuses one."""
    chosen = _CHOSEN.search(asked)
    names = (chosen[1] if chosen else _ALL if "aux" in asked else _FULL).split(",")
    for name in names:
        if name not in _COLUMNS:
            raise ServerError(f'ps: error: unknown user-defined format specifier "{name}"')
    if "pid" not in names:
        raise ServerError("Couldn't find PID field in ps output")
    user = text_at(container.config, "User")
    processes = [
        _Process(
            number=container.pid + at,
            parent=container.pid if at else container.pid - 1,
            line=line,
            user=user.split(":")[0] or "root",
            user_number=user_number(container.tree, user),
            group_number=group_number(container.tree, user),
            resident_kilobytes=resident_kilobytes,
        )
        for at, line in enumerate(commands)
    ]
    columns = [_COLUMNS[name] for name in names]
    return {
        "Titles": [title for title, _ in columns],
        "Processes": [[value(each) for _, value in columns] for each in processes],
    }
