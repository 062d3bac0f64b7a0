"""Commands that look at and change files."""

from __future__ import annotations

import posixpath

from workbench.embedded.shell.session import Session
from workbench.embedded.world.files import FOLDER, Entry, Kind, ReadOnly, file_of
from workbench.embedded.world.permissions import NotPermitted, UserFiles


def split_options(argv: list[str]) -> tuple[set[str], list[str]]:
    """Tell the letters of a command's options from its other words."""
    options = {letter for word in argv[1:] if word.startswith("-") for letter in word.lstrip("-")}
    return options, [word for word in argv[1:] if not word.startswith("-")]


async def missing(session: Session, command: str, name: str, wanted: str = "access") -> int:
    """Complain of a file that is not there; give the exit code."""
    await session.complain(f"{command}: cannot {wanted} '{name}': No such file or directory")
    return 1


async def _mkdir(argv: list[str], session: Session) -> int:
    options, names = split_options(argv)
    tree, files = session.machine.tree, session.files
    for name in names:
        path = session.path(name)
        if tree.entry(path) and "p" not in options:
            await session.complain(f"mkdir: cannot create directory '{name}': File exists")
            return 1
        missing = [path] if path else []
        while missing and (above := posixpath.dirname(missing[0])) and tree.entry(above) is None:
            missing.insert(0, above)
        for each in missing:
            if tree.entry(each) is None:
                files.put(each, FOLDER)
    return 0


async def _touch(argv: list[str], session: Session) -> int:
    for name in split_options(argv)[1]:
        path = session.path(name)
        if not session.machine.tree.is_folder(posixpath.dirname(path)):
            return await missing(session, "touch", name, "touch")
        session.files.touch(path, file_of(b""))
    return 0


async def _rm(argv: list[str], session: Session) -> int:
    options, names = split_options(argv)
    code = 0
    for name in names:
        path = _unfollowed(name, session)
        if argv[0] == "rmdir" and session.machine.tree.children(path):
            await session.complain(f"rmdir: failed to remove '{name}': Directory not empty")
            return 1
        if session.machine.tree.is_folder(path) and not options & {"r", "R", "d"} and argv[0] != "rmdir":
            await session.complain(f"rm: cannot remove '{name}': Is a directory")
            return 1
        refused = _refused_below(path, session)
        if refused:
            for each in refused:
                shown = session.typed(str(each), argv)
                problem = "failed to remove" if argv[0] == "rmdir" else "cannot remove"
                await session.complain(f"{argv[0]}: {problem} '{shown}': {each.reason}")
            code = 1
        elif not session.machine.tree.remove(path) and "f" not in options:
            await session.complain(f"rm: cannot remove '{name}': No such file or directory")
            return 1
    return code


def _unfollowed(name: str, session: Session) -> str:
    """Give a name's path where a link at its end means the link itself."""
    folder = session.path(posixpath.dirname(name.rstrip("/")) or ("/" if name.startswith("/") else "."))
    return posixpath.join(folder, posixpath.basename(name.rstrip("/")))


def _refused_below(path: str, session: Session) -> list[NotPermitted]:
    """Where a user may not remove all of a tree, remove what may go, and give what must stay."""
    tree, files = session.machine.tree, session.files
    if not files.user:
        return []
    refused: list[NotPermitted] = []
    going, staying = list[str](), set[str]()
    found = [posixpath.join(path, below) for below, _ in tree.below(path)]
    for each in [*sorted(found, reverse=True), path]:
        if tree.entry(each) and each not in staying:
            try:
                files.check_replace(each)
                going.append(each)
            except NotPermitted as error:
                refused.append(error)
        if each not in going[-1:]:
            staying.add(posixpath.dirname(each))
    for each in going if refused else ():
        tree.remove(each)
    return refused[::-1]


async def _cp(argv: list[str], session: Session) -> int:
    options, names = split_options(argv)
    if len(names) < 2:
        await session.complain(f"{argv[0]}: missing file operand")
        return 1
    *sources, target = names
    tree, files, goal = session.machine.tree, session.files, session.path(target)
    for source in sources:
        path = session.path(source)
        entry = tree.entry(path)
        if entry is None:
            return await missing(session, argv[0], source, "stat")
        if entry.kind is Kind.FOLDER and argv[0] == "cp" and not options & {"r", "R", "a"}:
            await session.complain(f"cp: -r not specified; omitting directory '{source}'")
            return 1
        place = posixpath.join(goal, posixpath.basename(path)) if tree.is_folder(goal) else goal
        below = {posixpath.join(place, each): found for each, found in tree.below(path)}
        if argv[0] == "mv":
            try:
                files.check_replace(path)
                files.check_replace(place)
            except (NotPermitted, ReadOnly) as error:
                shown = posixpath.join(target, posixpath.basename(path)) if place != goal else target
                await session.complain(f"mv: cannot move '{source}' to '{shown}': {error.reason}")
                return 1
        keeps_owner = argv[0] == "mv" or (files.user == 0 and bool(options & {"a", "p"}))
        is_new = tree.entry(place) is None
        for each, found in sorted({place: entry, **below}.items()):
            if keeps_owner:
                tree.put(each, found)
            elif is_new and each != place:
                # A new folder gets its mode, which may forbid writing, only after its content.
                tree.put(each, files.own(found))
            else:
                try:
                    _copy(each, found, files)
                except (NotPermitted, ReadOnly) as error:
                    kind = "directory" if found.kind is Kind.FOLDER else "regular file"
                    shown = session.typed(str(error), argv)
                    await session.complain(f"cp: cannot create {kind} '{shown}': {error.reason}")
                    return 1
        if argv[0] == "mv":
            tree.remove(path)
    return 0


def _copy(path: str, entry: Entry, files: UserFiles) -> None:
    before = files.tree.entry(path)
    if not (before and before.kind is entry.kind is Kind.FOLDER):
        files.put(path, files.own(entry))


async def _ln(argv: list[str], session: Session) -> int:
    names = split_options(argv)[1]
    if len(names) < 2:
        return 1
    place = session.path(posixpath.dirname(names[1]) or ".")
    path = posixpath.join(place, posixpath.basename(names[1]) or posixpath.basename(names[0]))
    files = session.files
    files.check_replace(path)
    session.machine.tree.put(path, files.own(Entry(Kind.LINK, mode=0o777, target=names[0])))
    return 0


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
        case "w":
            return entry is not None and session.files.may_write(session.path(name))
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
    "find": _find,
    "du": _du,
    "test": _test,
    "[": _test,
}
