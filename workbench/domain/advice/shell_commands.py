"""The commands of a RUN, word by word with their places, so that a fix can write between them."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeAlias

# A newline takes the comments and the empty lines behind it along: inside a continued line they end nothing.
_TOKEN = re.compile(r"\n(?:[ \t]*(?:#[^\n]*)?\n)*|[&;|]+|[^\s&;|]+")
_SEPARATORS = frozenset("\n&;|")
_CONTINUES = ("\\", "`")


@dataclass(frozen=True, slots=True)
class ShellWord:
    """A word, bare of quotes, list marks and its folder, and where it stands in the text."""

    text: str
    start: int
    end: int


ShellCommand: TypeAlias = tuple[ShellWord, ...]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a tool for one of its jobs: the word that names the job, and all words of the command."""

    tool: str
    job: ShellWord
    words: tuple[str, ...]


def shell_commands(text: str) -> list[ShellCommand]:
    """The commands of a text, told apart at newlines, &, ; and |; a continued line is one with the next."""
    commands: list[ShellCommand] = []
    current: list[ShellWord] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token[0] == "\n" and _is_continued(text, match.start()):
            continue
        if token[0] in _SEPARATORS:
            commands.append(tuple(current))
            current = []
        elif token not in _CONTINUES:
            bare = token.strip("\"'[](){},").rpartition("/")[2]
            current.append(ShellWord(bare, match.start(), match.end()))
    commands.append(tuple(current))
    return [command for command in commands if command]


def tool_calls(text: str, tools: Collection[str], jobs: Collection[str]) -> Iterator[ToolCall]:
    """The calls of one of these tools for one of these jobs, as `pip install` and `apk add` are."""
    if not any(tool in text for tool in tools):
        return
    for command in shell_commands(text):
        tool = ""
        for word in command:
            if not tool and word.text in tools:
                tool = word.text
            elif tool and word.text in jobs:
                yield ToolCall(tool, word, tuple(text[each.start : each.end] for each in command))
                break


def with_words_at(text: str, place: int, words: str) -> str:
    """The text with words put in behind a place."""
    return f"{text[:place]} {words}{text[place:]}"


def _is_continued(text: str, line_end: int) -> bool:
    start = line_end
    while start and text[start - 1] in " \t\r":
        start -= 1
    return text[start - 1 : start] in _CONTINUES if start else False
