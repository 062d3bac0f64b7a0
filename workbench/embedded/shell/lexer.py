"""Cuts a script into words, operators and redirections, as a POSIX shell does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_OPERATORS = ("&&", "||", ";;", ";", "&", "|", "(", ")", "\n")
_REDIRECT = re.compile(r"(\d*)(>>|>&|<&|>|<)|(&>)")
_WORD_END = set(" \t\n;&|()<>")


class ShellSyntaxError(Exception):
    """The script cannot be read."""


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    OPERATOR = "operator"
    REDIRECT = "redirect"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a script; a redirect's text is its descriptor and operator."""

    kind: Kind
    text: str


def tokens_of(script: str) -> list[Token]:
    """Cut a script into tokens."""
    found: list[Token] = []
    position = 0
    while position < len(script):
        character = script[position]
        if character in " \t":
            position += 1
        elif script.startswith("\\\n", position):
            position += 2
        elif character == "#":
            end = script.find("\n", position)
            position = len(script) if end < 0 else end
        elif redirect := _REDIRECT.match(script, position):
            found.append(Token(Kind.REDIRECT, redirect[0]))
            position = redirect.end()
        elif operator := next((item for item in _OPERATORS if script.startswith(item, position)), None):
            found.append(Token(Kind.OPERATOR, operator))
            position += len(operator)
        else:
            end = word_end(script, position)
            found.append(Token(Kind.WORD, script[position:end]))
            position = end
    found.append(Token(Kind.END, ""))
    return found


def word_end(text: str, position: int) -> int:
    """Give the position after the word that begins at one."""
    while position < len(text) and text[position] not in _WORD_END:
        match text[position]:
            case "\\":
                position += 2
            case "'":
                position = _closing(text, position + 1, "'") + 1
            case '"':
                position = _double_quote_end(text, position)
            case "$" if text.startswith("$(", position):
                position = paren_end(text, position + 1)
            case "$" if text.startswith("${", position):
                position = _closing(text, position, "}") + 1
            case "`":
                position = _closing(text, position + 1, "`") + 1
            case _:
                position += 1
    return min(position, len(text))


def _closing(text: str, position: int, mark: str) -> int:
    found = text.find(mark, position)
    if found < 0:
        raise ShellSyntaxError("Unterminated quoted string")
    return found


def _double_quote_end(text: str, position: int) -> int:
    position += 1
    while position < len(text):
        if text[position] == '"':
            return position + 1
        if text[position] == "\\":
            position += 2
        elif text.startswith("$(", position):
            position = paren_end(text, position + 1)
        else:
            position += 1
    raise ShellSyntaxError("Unterminated quoted string")


def paren_end(text: str, position: int) -> int:
    """Give the position after the parenthesis that closes the one at a position."""
    depth = 0
    while position < len(text):
        match text[position]:
            case "(":
                depth += 1
                position += 1
            case ")":
                depth -= 1
                position += 1
                if not depth:
                    return position
            case "'":
                position = _closing(text, position + 1, "'") + 1
            case '"':
                position = _double_quote_end(text, position)
            case "\\":
                position += 2
            case _:
                position += 1
    raise ShellSyntaxError('end of file unexpected (expecting ")")')
