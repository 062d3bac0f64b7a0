"""chmod and chown: the modes and owners of files."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from workbench.embedded.shell.commands.files import missing, split_options
from workbench.embedded.shell.commands.modes import changed_mode
from workbench.embedded.shell.session import Session
from workbench.embedded.world.files import FOLDER, Kind
from workbench.embedded.world.permissions import NotPermitted
from workbench.embedded.world.users import group_number, user_number


@dataclass(frozen=True, slots=True)
class _Change:
    """What is to become of each file; None leaves it as it is."""

    mode: str | None = None
    owner: int | None = None
    group: int | None = None


async def _chmod(argv: list[str], session: Session) -> int:
    # `chmod -w` takes a right away, and is no option.
    options, _ = split_options([word for word in argv if not _is_mode(word)])
    words = [word for word in argv[1:] if _is_mode(word) or not word.startswith("-")]
    if len(words) > 1 and changed_mode(words[0], 0, is_folder=False) is None:
        await session.complain(f"chmod: invalid mode: '{words[0]}'")
        return 1
    change = _Change(mode=words[0] if words else "")
    return await _change_all(change, "changing permissions of", argv[0], words, options, session)


def _is_mode(word: str) -> bool:
    return re.fullmatch(r"-[rwxXst]+", word) is not None


async def _chown(argv: list[str], session: Session) -> int:
    options, words = split_options(argv)
    tree, what = session.machine.tree, words[0] if words else ""
    name, _, group = what.partition(":")
    change = _Change(
        owner=user_number(tree, name) if name else None,
        group=group_number(tree, what) if group else None,
    )
    return await _change_all(change, "changing ownership of", argv[0], words, options, session)


async def _change_all(
    change: _Change, problem: str, command: str, words: list[str], options: set[str], session: Session
) -> int:
    if len(words) < 2:
        await session.complain(f"{command}: missing operand")
        return 1
    code = 0
    for name in words[1:]:
        path = session.path(name)
        if session.machine.tree.entry(path) is None:
            return await missing(session, command, name)
        below = session.machine.tree.below(path) if "R" in options else ()
        for each in [path, *(posixpath.join(path, found) for found, _ in below)]:
            try:
                _apply(change, each, session)
            except NotPermitted as error:
                shown = session.typed(str(error), [command, name])
                await session.complain(f"{command}: {problem} '{shown}': {error.reason}")
                code = 1
    return code


def _apply(change: _Change, path: str, session: Session) -> None:
    entry = session.machine.tree.entry(path) or FOLDER
    mode = None
    if change.mode is not None:
        if entry.kind is Kind.LINK:
            return  # links have no mode of their own
        mode = changed_mode(change.mode, entry.mode, is_folder=entry.kind is Kind.FOLDER)
    session.files.amend(path, mode=mode, owner=change.owner, group=change.group)


COMMANDS = {"chmod": _chmod, "chown": _chown}
