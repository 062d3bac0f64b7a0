"""Turns a word of a script into arguments: quotes, variables, commands, arithmetic, patterns."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Awaitable, Callable

from workbench.embedded.shell.arithmetic import evaluate
from workbench.embedded.shell.lexer import paren_end
from workbench.embedded.world.files import FileTree, join

_NAME = re.compile(r"[A-Za-z_]\w*|[0-9?$#@*!-]")
_BRACED = re.compile(r"([A-Za-z_]\w*|[0-9?$#@*])(?:(:?[-+=?]|##|#|%%|%)(.*))?", re.DOTALL)
_GLOB = set("*?[")


class Scope:
    """What expansion needs of the shell that asks."""

    def __init__(
        self,
        variables: dict[str, str],
        arguments: list[str],
        last_code: Callable[[], int],
        capture: Callable[[str], Awaitable[str]],
        tree: FileTree,
        folder: Callable[[], str],
    ) -> None:
        self.variables = variables
        self.arguments = arguments
        self.last_code = last_code
        self.capture = capture
        self.tree = tree
        self.folder = folder

    def value(self, name: str) -> str | None:
        """Give a variable's value; None when it is unset."""
        if name.isdigit():
            index = int(name) - 1
            return "sh" if index < 0 else self.arguments[index] if index < len(self.arguments) else None
        match name:
            case "?":
                return str(self.last_code())
            case "#":
                return str(len(self.arguments))
            case "$":
                return "1"
            case "@" | "*":
                return " ".join(self.arguments)
            case _:
                return self.variables.get(name)


class _Fields:
    """Arguments in the making: text with a mark for what was quoted."""

    def __init__(self) -> None:
        self.done: list[list[tuple[str, bool]]] = []
        self.current: list[tuple[str, bool]] | None = None

    def add(self, text: str, is_quoted: bool) -> None:
        if self.current is None:
            self.current = []
        self.current.append((text, is_quoted))

    def add_split(self, text: str) -> None:
        pieces = re.split(r"[ \t\n]+", text)
        for index, piece in enumerate(pieces):
            if index:
                self.end()
            if piece:
                self.add(piece, False)

    def end(self) -> None:
        if self.current is not None:
            self.done.append(self.current)
        self.current = None


async def expand(word: str, scope: Scope) -> list[str]:
    """Give the arguments that a word stands for."""
    fields = _Fields()
    await _walk(word, scope, fields, in_quotes=False)
    fields.end()
    found: list[str] = []
    for field in fields.done:
        found += _globbed(field, scope)
    return found


async def expand_one(word: str, scope: Scope) -> str:
    """Give the one text that a word stands for, not split: an assignment's value, a file's name."""
    fields = _Fields()
    await _walk(word, scope, fields, in_quotes=False, splits=False)
    fields.end()
    return " ".join("".join(text for text, _ in field) for field in fields.done)


async def expand_pattern(word: str, scope: Scope) -> str:
    """Give the pattern that a word stands for: what was quoted stands for itself."""
    fields = _Fields()
    await _walk(word, scope, fields, in_quotes=False, splits=False)
    pieces = [piece for field in [*fields.done, fields.current or []] for piece in field]
    return "".join(_escaped(text) if is_quoted else text for text, is_quoted in pieces)


def _escaped(text: str) -> str:
    return "".join(f"[{character}]" if character in _GLOB else character for character in text)


async def _walk(word: str, scope: Scope, fields: _Fields, *, in_quotes: bool, splits: bool = True) -> None:
    position = 0
    while position < len(word):
        character = word[position]
        if character == "'" and not in_quotes:
            end = word.index("'", position + 1)
            fields.add(word[position + 1 : end], True)
            position = end + 1
        elif character == '"' and not in_quotes:
            end = _quote_end(word, position)
            fields.add("", True)
            await _walk(word[position + 1 : end], scope, fields, in_quotes=True, splits=splits)
            position = end + 1
        elif character == "\\" and position + 1 < len(word):
            following = word[position + 1]
            kept = following if not in_quotes or following in '$`"\\' else f"\\{following}"
            fields.add("" if following == "\n" else kept, True)
            position += 2
        elif character in "$`":
            text, position = await _substitute(word, position, scope)
            if in_quotes or not splits:
                fields.add(text, True)
            else:
                fields.add_split(text)
        else:
            fields.add(character, in_quotes)
            position += 1


def _quote_end(word: str, position: int) -> int:
    position += 1
    while word[position] != '"':
        if word[position] == "\\":
            position += 2
        elif word.startswith("$(", position):
            position = paren_end(word, position + 1)
        else:
            position += 1
    return position


async def _substitute(word: str, position: int, scope: Scope) -> tuple[str, int]:
    if word[position] == "`":
        end = word.index("`", position + 1)
        return await scope.capture(word[position + 1 : end]), end + 1
    if word.startswith("$((", position):
        end = paren_end(word, position + 1)
        inner = await expand_one(word[position + 3 : end - 2], scope)
        return str(evaluate(inner, scope.variables)), end
    if word.startswith("$(", position):
        end = paren_end(word, position + 1)
        return await scope.capture(word[position + 2 : end - 1]), end
    if word.startswith("${", position):
        end = word.index("}", position)
        return await _braced(word[position + 2 : end], scope), end + 1
    name = _NAME.match(word, position + 1)
    if not name:
        return "$", position + 1
    return scope.value(name[0]) or "", name.end()


async def _braced(inner: str, scope: Scope) -> str:
    if inner.startswith("#") and len(inner) > 1:
        return str(len(scope.value(inner[1:]) or ""))
    found = _BRACED.fullmatch(inner)
    if not found:
        return ""
    name, operator, rest = found[1], found[2] or "", found[3] or ""
    value = scope.value(name)
    is_set = bool(value) if operator.startswith(":") else value is not None
    match operator.removeprefix(":"):
        case "-" if not is_set:
            return await expand_one(rest, scope)
        case "=" if not is_set:
            scope.variables[name] = await expand_one(rest, scope)
            return scope.variables[name]
        case "+":
            return await expand_one(rest, scope) if is_set else ""
        case "#" | "##" | "%" | "%%":
            return _trimmed(value or "", operator, await expand_one(rest, scope))
        case _:
            return value or ""


def _trimmed(value: str, operator: str, pattern: str) -> str:
    lengths = range(len(value) + 1)
    for length in lengths if len(operator) == 1 else reversed(lengths):
        piece = value[:length] if operator[0] == "#" else value[len(value) - length :]
        if fnmatch.fnmatchcase(piece, pattern):
            return value[length:] if operator[0] == "#" else value[: len(value) - length]
    return value


def _globbed(field: list[tuple[str, bool]], scope: Scope) -> list[str]:
    text = "".join(piece for piece, _ in field)
    if not any(not is_quoted and _GLOB & set(piece) for piece, is_quoted in field):
        return [text]
    head, _, pattern = text.rpartition("/")
    folder = scope.tree.resolve(join(scope.folder(), head or ("/" if text.startswith("/") else ".")))
    names = [name for name in scope.tree.children(folder) if fnmatch.fnmatchcase(name, pattern)]
    shown = [name for name in names if not name.startswith(".") or pattern.startswith(".")]
    prefix = f"{head}/" if head or text.startswith("/") else ""
    return [posixpath.join(prefix, name) for name in shown] or [text]
