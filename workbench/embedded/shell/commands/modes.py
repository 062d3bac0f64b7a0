"""The modes that chmod is given: octal, or clauses such as `u+x,go-w`."""

from __future__ import annotations

import re

_WHO = {"u": 0o4700, "g": 0o2070, "o": 0o1007}
_ALL = 0o7777
_BITS = {"r": 0o444, "w": 0o222, "x": 0o111, "s": 0o6000, "t": 0o1000}
_EVERYONE = 0o111
# Where nobody is named, the usual umask keeps the others from writing.
_UMASK = 0o022
_ACTION = re.compile(r"([-+=])([rwxXst]*|[ugo])(?=[-+=]|$)")
_CLAUSE = re.compile(r"([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)")


def changed_mode(text: str, before: int, *, is_folder: bool) -> int | None:
    """Give the mode that a text makes of the one before; None where chmod does not know it."""
    if re.fullmatch(r"[0-7]{1,5}", text):
        return int(text, 8) & _ALL
    mode = before
    for clause in text.split(","):
        found = _CLAUSE.fullmatch(clause)
        if not found:
            return None
        for operator, letters in _ACTION.findall(found[2]):
            mode = _act(mode, found[1], operator, letters, is_folder=is_folder)
    return mode


def _act(mode: int, who: str, operator: str, letters: str, *, is_folder: bool) -> int:
    mask = _ALL if not who or "a" in who else 0
    for each in who.replace("a", ""):
        mask |= _WHO[each]
    bits = _bits(mode, letters, is_folder=is_folder) & mask & (_ALL if who else ~_UMASK)
    if operator == "=":
        return mode & ~mask | bits
    return mode | bits if operator == "+" else mode & ~bits


def _bits(mode: int, letters: str, *, is_folder: bool) -> int:
    if letters and letters in _WHO:
        copied = mode >> {"u": 6, "g": 3, "o": 0}[letters] & 0o7
        return copied * _EVERYONE
    bits = 0
    for letter in letters:
        if letter == "X":
            bits |= _BITS["x"] if is_folder or mode & _EVERYONE else 0
        else:
            bits |= _BITS[letter]
    return bits
