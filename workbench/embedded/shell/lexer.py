"""Cuts a script into words, operators and redirections, as a POSIX shell does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_OPERATORS = ("&&", "||", ";;", ";", "&", "|", "(", ")", "\n")
_REDIRECT = re.compile(r"(\d*)(<<-|<<|>>|>&|<&|>|<)|(&>)")
_WORD_END = set(" \t\n;&|()<>")


class ShellSyntaxError(Exception):
    """The script cannot be read; a here-document without its end awaits a line."""

    def __init__(self, message: str, awaits: str = "") -> None:
        super().__init__(message)
        self.awaits = awaits


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
    waiting: list[int] = []
    while position < len(script):
        character = script[position]
        if character == "\n" and waiting:
            position = _fill_here_documents(script, position + 1, found, waiting)
            found.append(Token(Kind.OPERATOR, "\n"))
        elif character in " \t":
            position += 1
        elif script.startswith("\\\n", position):
            position += 2
        elif character == "#":
            end = script.find("\n", position)
            position = len(script) if end < 0 else end
        elif redirect := _REDIRECT.match(script, position):
            found.append(Token(Kind.REDIRECT, redirect[0]))
            position = redirect.end()
            if "<<" in redirect[0]:
                waiting.append(len(found))
        elif operator := next((item for item in _OPERATORS if script.startswith(item, position)), None):
            found.append(Token(Kind.OPERATOR, operator))
            position += len(operator)
        else:
            end = word_end(script, position)
            found.append(Token(Kind.WORD, script[position:end]))
            position = end
    if waiting:
        raise _without_end(found[waiting[0]].text if waiting[0] < len(found) else "")
    found.append(Token(Kind.END, ""))
    return found


def _without_end(mark: str) -> ShellSyntaxError:
    return ShellSyntaxError("end of file in a here-document", mark.strip("'\"\\"))


def _fill_here_documents(script: str, position: int, found: list[Token], waiting: list[int]) -> int:
    for index in waiting:
        mark = found[index].text
        end = mark.strip("'\"\\")
        lines: list[str] = []
        while True:
            if position >= len(script):
                raise _without_end(mark)
            stop = script.find("\n", position)
            line = script[position : stop if stop >= 0 else len(script)]
            position += len(line) + 1
            line = line.lstrip("\t") if found[index - 1].text.endswith("-") else line
            if line == end:
                break
            lines.append(f"{line}\n")
        found[index] = Token(Kind.WORD, _quoted("".join(lines), is_literal=mark != end))
    waiting.clear()
    return position


def _quoted(text: str, *, is_literal: bool) -> str:
    if is_literal:
        return "'" + text.replace("'", "'\\''") + "'"
    return '"' + text.replace('"', '\\"') + '"'


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
