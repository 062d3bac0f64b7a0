"""Turns an entry of an image's history back into the instruction that a person wrote.

Each builder leaves its own marks: the classic one `/bin/sh -c #(nop)`, BuildKit `# buildkit`, both
`|2 A=1 B=2` for build arguments, and Go's way of writing lists.
"""

import ast
import json
import re
from collections.abc import Iterator
from functools import lru_cache

from workbench.domain.dockerfile_parser import KEYWORDS

_SHELL = (
    r"(?:(?:/[\w./-]{0,80}/)?(?:ba|da|a|k|z)?sh(?: -\S+(?: pipefail)?)*? -\w*c"
    r"|cmd /S /C|powershell(?: -\S+)* -Command)"
)
_NOP = re.compile(rf"{_SHELL}\s+#\(nop\)\s*")
_RUN = re.compile(rf"(?:RUN\s+)?(?:\|\d+ .*? )??{_SHELL}\s+", re.DOTALL)
_ARGUMENTS = re.compile(r"(?:RUN )?\|(\d{1,3}) ")
_GO_STRING = r'"(?:[^"\\]|\\.)*"'
_GO_LIST = re.compile(rf"\[(?:{_GO_STRING}(?: {_GO_STRING})*)?\]")
_GO_HEALTHCHECK = re.compile(rf"&\{{(\[.*\])((?: {_GO_STRING})+) ('.*')\}}", re.DOTALL)
_HEALTH_FLAGS = ("interval", "timeout", "start-period", "start-interval")
_TOKEN = re.compile(r"""'[^']*'|"(?:\\.|[^"\\])*"|\\.|&&|\|\||;;|;|\(|\)|\s+|[^\s'"\\&|;()]+|.""", re.DOTALL)
_OPENS = frozenset({"do", "then", "else"})
_CLOSES = frozenset({"done", "fi", "esac", "else", "elif"})
_CASE = re.compile(r"(?:[A-Z]+ )?case ")
_DEEPEST = 6
_KNOWN = 512
"""Entries kept readable: each is compared with all lines of all Dockerfiles that may have made it."""
_SHELL_KEYWORDS = frozenset({"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD", ""})


@lru_cache(_KNOWN)
def readable_instruction(created_by: str) -> str:
    """The instruction as a Dockerfile says it; text that is none (a tool's name) stays as it is."""
    text = created_by.strip().removesuffix("# buildkit").strip()
    if nop := _NOP.match(text):
        return _without_go(text[nop.end() :].strip())
    if run := _RUN.match(text):
        return "RUN " + _one_spaced(text[run.end() :].strip())
    if arguments := _ARGUMENTS.match(text):
        # The exec form: one word for each argument, as good as it can be told where a value has blanks.
        return "RUN " + text.split(" ", int(arguments[1]) + text.startswith("RUN ") + 1)[-1].strip()
    return _without_go(text)


def keyword(created_by: str) -> str:
    """The instruction's keyword in capitals, empty for text that is no instruction."""
    first = readable_instruction(created_by).split(maxsplit=1)[:1]
    return first[0].upper() if first and first[0].upper() in KEYWORDS else ""


def broken_lines(text: str) -> tuple[str, ...]:
    """An instruction over several lines, a command each, indented as a shell script would be."""
    if keyword(text) not in _SHELL_KEYWORDS:
        return (text,)
    if "\n" in text:
        return tuple(text.splitlines())
    lines: list[str] = []
    level = 0
    for command in _commands(text):
        first, _, rest = command.partition(" ")
        if first.rstrip(";") in _CLOSES:
            level = max(0, level - 1)
        if first in ("do", "then") and lines:
            lines[-1] += f" {first}"
            level += 1
            command = rest
        elif first in _OPENS:
            level += 1
            lines.append(_indented(first, level - 1, bool(lines)))
            command = rest
        if command:
            lines.append(_indented(command, level, bool(lines)))
            level += _CASE.match(command) is not None
    return tuple(lines) or (text,)


def _indented(command: str, level: int, is_continued: bool) -> str:
    return "    " * min(level + is_continued, _DEEPEST) + command


def _commands(text: str) -> Iterator[str]:
    """The commands of a shell line: && and || stand before theirs, ; behind."""
    current: list[str] = []
    depth = 0
    for token in _TOKEN.findall(text):
        depth = max(0, depth + (token == "(") - (token == ")"))
        if depth == 0 and token in ("&&", "||", ";", ";;"):
            if token in (";", ";;"):
                current.append(token)
            yield from _joined(current)
            current = [token] if token in ("&&", "||") else []
        else:
            current.append(" " if token.isspace() else token)
    yield from _joined(current)


def _joined(tokens: list[str]) -> Iterator[str]:
    command = "".join(tokens).strip()
    if command:
        yield command


def _one_spaced(text: str) -> str:
    """Runs of blanks, left by joined lines, made one; what stands in quotes is kept."""
    if "\n" in text:
        return text
    return "".join(" " if token.isspace() else token for token in _TOKEN.findall(text))


def _without_go(text: str) -> str:
    """Go's way of printing a list, a map or a health check, put as a Dockerfile says it."""
    word, _, rest = text.partition(" ")
    rest = rest.strip()
    if word == "HEALTHCHECK" and (check := _GO_HEALTHCHECK.fullmatch(rest)):
        return f"HEALTHCHECK {_healthcheck(check)}"
    if word in ("CMD", "ENTRYPOINT", "SHELL") and _GO_LIST.fullmatch(rest):
        return f"{word} [{', '.join(re.findall(_GO_STRING, rest))}]"
    if word == "SHELL" and rest.startswith("[") and rest.endswith("]"):
        return f"SHELL {json.dumps(rest[1:-1].split())}"
    if word in ("EXPOSE", "VOLUME") and rest.endswith("]") and rest.startswith(("[", "map[")):
        inner = rest.partition("[")[2].removesuffix("]").replace(":{}", "")
        return text if inner.startswith('"') else f"{word} {inner}"
    return f"{word} {rest}".strip() if word.upper() in KEYWORDS else text


def _healthcheck(check: re.Match[str]) -> str:
    words: list[str] = re.findall(_GO_STRING, check[1])
    times: list[str] = [each.strip('"') for each in re.findall(_GO_STRING, check[2])]
    # A list of four times has a start interval between the start period and the number of retries.
    flags = [f"--{name}={time}" for name, time in zip(_HEALTH_FLAGS, times, strict=False) if time != "0s"]
    flags.extend(f"--retries={count}" for count in _retries(check[3]))
    match words:
        case ['"NONE"']:
            return "NONE"
        case ['"CMD-SHELL"', command]:
            return " ".join((*flags, "CMD", command[1:-1].replace('\\"', '"')))
        case ['"CMD"', *arguments]:
            return " ".join((*flags, f"CMD [{', '.join(arguments)}]"))
        case _:
            return check[0]


def _retries(character: str) -> Iterator[int]:
    """The number that Go printed as a character: none for the default, or what is no character."""
    try:
        found: object = ast.literal_eval(character)
    except (ValueError, SyntaxError):
        return
    if isinstance(found, str) and len(found) == 1 and ord(found):
        yield ord(found)
