"""ls: the names in folders, and what stands behind them."""

from __future__ import annotations

import posixpath
import stat

from workbench.embedded.shell.commands.files import split_options
from workbench.embedded.shell.session import Session
from workbench.embedded.world.files import FOLDER, Entry, Kind
from workbench.embedded.world.users import users_of

_TYPES = {Kind.FILE: stat.S_IFREG, Kind.FOLDER: stat.S_IFDIR, Kind.LINK: stat.S_IFLNK}
_BLOCK_BYTES = 4096
_LONG = {
    "--all": "a",
    "--almost-all": "A",
    "--directory": "d",
    "--numeric-uid-gid": "n",
    "--recursive": "R",
}
# Files of the embedded engine have no time of their own: all are as old as its layers say.
_CHANGED = "Nov 14  2023"


async def _ls(argv: list[str], session: Session) -> int:
    options, names = _options(argv)
    tree, code = session.machine.tree, 0
    alone, folders = list[tuple[str, Entry]](), list[tuple[str, str]]()
    for name in sorted(names) or ["."]:
        path = session.path(name)
        own = posixpath.join(session.path(posixpath.dirname(name) or "."), posixpath.basename(name))
        # A long list shows a link, a short one where it leads.
        entry = tree.entry(own if options & {"l", "d"} else path) or tree.entry(path)
        if entry is None:
            await session.complain(f"ls: cannot access '{name}': No such file or directory")
            code = 2
        elif entry.kind is Kind.FOLDER and "d" not in options:
            folders.append((name, path))
        else:
            alone.append((name, entry))
    await _show(alone, options, session)
    is_first = not alone
    while folders:
        name, path = folders.pop(0)
        if len(names) > 1 or "R" in options:
            await session.say(f"{name}:" if is_first else f"\n{name}:")
        is_first = False
        below = await _show_folder(path, options, session)
        if "R" in options:
            folders = [(posixpath.join(name, each), posixpath.join(path, each)) for each in below] + folders
    return code


def _options(argv: list[str]) -> tuple[set[str], list[str]]:
    short = [word for word in argv if not word.startswith("--")]
    options, names = split_options(short)
    options |= {_LONG[word] for word in argv if word in _LONG}
    return options | ({"l"} if "n" in options else set()), names


async def _show_folder(path: str, options: set[str], session: Session) -> list[str]:
    """Show what is in a folder; give the names of the folders among it."""
    tree = session.machine.tree
    found = [(name, tree.entry(posixpath.join(path, name)) or FOLDER) for name in tree.children(path)]
    shown = [each for each in found if options & {"a", "A"} or not each[0].startswith(".")]
    below = [name for name, entry in shown if entry.kind is Kind.FOLDER]
    if "a" in options:
        above = tree.entry(posixpath.dirname(path)) or FOLDER
        shown = [(".", tree.entry(path) or FOLDER), ("..", above), *shown]
    if "l" in options:
        blocks = sum(-(-_size(entry) // _BLOCK_BYTES) for _, entry in shown if entry.kind is not Kind.LINK)
        await session.say(f"total {blocks * _BLOCK_BYTES // 1024}")
    await _show(shown, options, session)
    return below


async def _show(entries: list[tuple[str, Entry]], options: set[str], session: Session) -> None:
    tree = session.machine.tree
    if "l" not in options:
        for name, _ in entries:
            await session.say(name)
        return
    owners, groups = (
        {} if "n" in options else {number: name for name, number, _ in reversed(users_of(tree, names))}
        for names in ("etc/passwd", "etc/group")
    )
    rows = [
        (
            owners.get(entry.owner, str(entry.owner)),
            groups.get(entry.group_number, str(entry.group_number)),
            str(_size(entry)),
        )
        for _, entry in entries
    ]
    owner_width, group_width, digits = (
        max(map(len, column)) for column in zip(("", "", ""), *rows, strict=True)
    )
    for (name, entry), (owner, group, size) in zip(entries, rows, strict=True):
        mode = stat.filemode(_TYPES.get(entry.kind, 0) | entry.mode)
        arrow = f" -> {entry.target}" if entry.kind is Kind.LINK else ""
        links = 2 if entry.kind is Kind.FOLDER else 1
        await session.say(
            f"{mode} {links} {owner:{owner_width}} {group:{group_width}} {size:>{digits}} "
            f"{_CHANGED} {name}{arrow}"
        )


def _size(entry: Entry) -> int:
    match entry.kind:
        case Kind.FOLDER:
            return _BLOCK_BYTES
        case Kind.LINK:
            return len(entry.target)
        case _:
            return entry.size_bytes


COMMANDS = {"ls": _ls}
