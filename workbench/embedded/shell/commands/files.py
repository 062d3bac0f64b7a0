"""Commands that look at and change files."""

from __future__ import annotations

import posixpath

from workbench.embedded.shell.session import Session
from workbench.embedded.world.files import Entry, Kind, file_of
from workbench.embedded.world.users import user_number


def split_options(argv: list[str]) -> tuple[set[str], list[str]]:
    """Tell the letters of a command's options from its other words."""
    options = {letter for word in argv[1:] if word.startswith("-") for letter in word.lstrip("-")}
    return options, [word for word in argv[1:] if not word.startswith("-")]


async def _missing(session: Session, command: str, name: str, wanted: str = "access") -> int:
    await session.complain(f"{command}: cannot {wanted} '{name}': No such file or directory")
    return 1


async def _mkdir(argv: list[str], session: Session) -> int:
    options, names = split_options(argv)
    for name in names:
        path = session.path(name)
        if session.machine.tree.entry(path) and "p" not in options:
            await session.complain(f"mkdir: cannot create directory '{name}': File exists")
            return 1
        if not session.machine.tree.entry(path):
            session.machine.tree.put(path, Entry(Kind.FOLDER, mode=0o755, owner=session.user_number))
    return 0


async def _touch(argv: list[str], session: Session) -> int:
    for name in split_options(argv)[1]:
        path = session.path(name)
        if not session.machine.tree.is_folder(posixpath.dirname(path)):
            return await _missing(session, "touch", name, "touch")
        session.machine.tree.put(
            path, session.machine.tree.entry(path) or file_of(b"", owner=session.user_number)
        )
    return 0


async def _rm(argv: list[str], session: Session) -> int:
    options, names = split_options(argv)
    for name in names:
        path = session.path(posixpath.dirname(name) or ".")
        path = posixpath.join(path, posixpath.basename(name.rstrip("/")))
        if argv[0] == "rmdir" and session.machine.tree.children(path):
            await session.complain(f"rmdir: failed to remove '{name}': Directory not empty")
            return 1
        if session.machine.tree.is_folder(path) and not options & {"r", "R", "d"} and argv[0] != "rmdir":
            await session.complain(f"rm: cannot remove '{name}': Is a directory")
            return 1
        if not session.machine.tree.remove(path) and "f" not in options:
            await session.complain(f"rm: cannot remove '{name}': No such file or directory")
            return 1
    return 0


async def _cp(argv: list[str], session: Session) -> int:
    options, names = split_options(argv)
    if len(names) < 2:
        await session.complain(f"{argv[0]}: missing file operand")
        return 1
    *sources, target = names
    tree, goal = session.machine.tree, session.path(target)
    for source in sources:
        path = session.path(source)
        entry = tree.entry(path)
        if entry is None:
            return await _missing(session, argv[0], source, "stat")
        if entry.kind is Kind.FOLDER and argv[0] == "cp" and not options & {"r", "R", "a"}:
            await session.complain(f"cp: -r not specified; omitting directory '{source}'")
            return 1
        place = posixpath.join(goal, posixpath.basename(path)) if tree.is_folder(goal) else goal
        tree.put(place, entry)
        for below, found in list(tree.below(path)):
            tree.put(posixpath.join(place, below), found)
        if argv[0] == "mv":
            tree.remove(path)
    return 0


async def _ln(argv: list[str], session: Session) -> int:
    names = split_options(argv)[1]
    if len(names) < 2:
        return 1
    place = session.path(posixpath.dirname(names[1]) or ".")
    path = posixpath.join(place, posixpath.basename(names[1]) or posixpath.basename(names[0]))
    session.machine.tree.put(path, Entry(Kind.LINK, mode=0o777, target=names[0]))
    return 0


async def _change(argv: list[str], session: Session) -> int:
    options, names = split_options(argv)
    if len(names) < 2:
        await session.complain(f"{argv[0]}: missing operand")
        return 1
    what, *paths = names
    tree = session.machine.tree
    owner = user_number(tree, what) if argv[0] == "chown" else None
    for name in paths:
        path = session.path(name)
        if tree.entry(path) is None:
            return await _missing(session, argv[0], name)
        below = [posixpath.join(path, found) for found, _ in tree.below(path)] if "R" in options else []
        for each in [path, *below]:
            tree.amend(each, mode=_mode(what, tree.entry(each)) if argv[0] == "chmod" else None, owner=owner)
    return 0


def _mode(text: str, entry: Entry | None) -> int:
    before = entry.mode if entry else 0o644
    if text.isdigit():
        return int(text, 8)
    bits = {"x": 0o111, "r": 0o444, "w": 0o200}.get(text[-1], 0)
    return before & ~bits if "-" in text else before | bits


async def _find(argv: list[str], session: Session) -> int:
    start = argv[1] if len(argv) > 1 and not argv[1].startswith("-") else "."
    root = session.path(start)
    await session.say(start)
    for path, _ in sorted(session.machine.tree.below(root)):
        await session.say(posixpath.join(start, path))
    return 0


async def _du(argv: list[str], session: Session) -> int:
    name = (split_options(argv)[1] or ["."])[0]
    total = sum(entry.size_bytes for _, entry in session.machine.tree.below(session.path(name)))
    await session.say(f"{total // 1024}\t{name}")
    return 0


async def _test(argv: list[str], session: Session) -> int:
    words = argv[1:-1] if argv[0] == "[" else argv[1:]
    return 0 if _holds(words, session) else 1


def _holds(words: list[str], session: Session) -> bool:
    match words:
        case ["!", *rest]:
            return not _holds(rest, session)
        case [left, "-a", *rest]:
            return bool(left) and _holds(rest, session)
        case [flag, name] if flag.startswith("-") and len(flag) == 2:
            return _file_test(flag[1], name, session)
        case [left, "=" | "==", right]:
            return left == right
        case [left, "!=", right]:
            return left != right
        case [left, operator, right] if operator.startswith("-"):
            return _compare(left, operator, right)
        case [text]:
            return bool(text)
        case _:
            return False


def _file_test(flag: str, name: str, session: Session) -> bool:
    entry = session.machine.tree.find(session.path(name)) if flag not in "zn" else None
    match flag:
        case "z":
            return not name
        case "n":
            return bool(name)
        case "d":
            return entry is not None and entry.kind is Kind.FOLDER
        case "f" | "x":
            return entry is not None and entry.kind is Kind.FILE
        case "s":
            return entry is not None and entry.size_bytes > 0
        case _:
            return entry is not None


def _compare(left: str, operator: str, right: str) -> bool:
    if not (left.lstrip("-").isdigit() and right.lstrip("-").isdigit()):
        return False
    difference = int(left) - int(right)
    return {
        "-eq": difference == 0,
        "-ne": difference != 0,
        "-lt": difference < 0,
        "-le": difference <= 0,
        "-gt": difference > 0,
        "-ge": difference >= 0,
    }.get(operator, False)


COMMANDS = {
    "mkdir": _mkdir,
    "touch": _touch,
    "rm": _rm,
    "rmdir": _rm,
    "cp": _cp,
    "mv": _cp,
    "ln": _ln,
    "chmod": _change,
    "chown": _change,
    "find": _find,
    "du": _du,
    "test": _test,
    "[": _test,
}
