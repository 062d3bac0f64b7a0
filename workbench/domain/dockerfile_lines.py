"""Cuts a Dockerfile into logical lines: continuations joined, comments dropped, heredocs gathered."""

import re
from dataclasses import dataclass

_DIRECTIVE = re.compile(r"#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*$")
_DIRECTIVE_NAMES = frozenset({"syntax", "escape", "check"})
_TAKES_HEREDOC = frozenset({"ADD", "COPY", "RUN"})
_HEREDOC = re.compile(r"\d*<<(-?)(?P<quote>['\"]?)([A-Za-z0-9_.][^\s<>'\";|&]*)(?P=quote)")


@dataclass(frozen=True, slots=True)
class LogicalLine:
    """What one instruction is made of; lines count from 1, the heredocs are their contents."""

    text: str
    line: int
    end_line: int
    original: str
    heredocs: tuple[str, ...] = ()
    open_heredoc: str = ""


def read_directives(lines: list[str]) -> tuple[tuple[tuple[str, str], ...], tuple[int, ...]]:
    """The parser directives at the top of the file, and the lines of those that stand there twice."""
    found: dict[str, str] = {}
    repeated: list[int] = []
    for number, line in enumerate(lines, start=1):
        match = _DIRECTIVE.match(line.strip())
        if match is None or match[1].lower() not in _DIRECTIVE_NAMES:
            break
        if match[1].lower() in found:
            repeated.append(number)
        found.setdefault(match[1].lower(), match[2])
    return tuple(found.items()), tuple(repeated)


def logical_lines(lines: list[str], escape: str) -> list[LogicalLine]:
    """The instructions of a file as one line each."""
    mark = re.escape(escape)
    continuation = re.compile(rf"(?:(?<!{mark}){mark}|^{mark})[ \t]*$")
    found: list[LogicalLine] = []
    index = 0
    while index < len(lines):
        if not lines[index].strip() or _is_comment(lines[index]):
            index += 1
            continue
        text, after = _join(lines, index, continuation)
        heredocs, after, unfinished = _take_heredocs(lines, after, _heredoc_marks(text))
        original = "\n".join(lines[index:after])
        if text.strip():
            found.append(LogicalLine(text.strip(), index + 1, after, original, heredocs, unfinished))
        index = after
    return found


def words(text: str) -> list[str]:
    """Words at white space, as a shell sees them: what stands in quotes or is escaped stays together."""
    return re.findall(r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\]|["'\\])+""", text)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _join(lines: list[str], index: int, continuation: re.Pattern[str]) -> tuple[str, int]:
    parts: list[str] = []
    end = index
    while index < len(lines):
        line = lines[index]
        index += 1
        # Inside a continuation a comment or an empty line is skipped and ends nothing.
        if parts and (_is_comment(line) or not line.strip()):
            continue
        end = index
        shorter = continuation.sub("", line)
        parts.append(shorter if parts else shorter.lstrip())
        if shorter == line:
            break
    return "".join(parts), end


def _heredoc_marks(text: str) -> list[tuple[str, bool]]:
    found = words(text)
    if found and found[0].upper() == "ONBUILD":
        found = found[1:]
    if not found or found[0].upper() not in _TAKES_HEREDOC:
        return []
    matches = (_HEREDOC.match(word) for word in found[1:])
    return [(match[3], match[1] == "-") for match in matches if match]


def _take_heredocs(
    lines: list[str], index: int, marks: list[tuple[str, bool]]
) -> tuple[tuple[str, ...], int, str]:
    contents: list[str] = []
    for name, strips_tabs in marks:
        taken: list[str] = []
        while True:
            if index == len(lines):
                return (*contents, "\n".join(taken)), index, name
            line = lines[index].lstrip("\t") if strips_tabs else lines[index]
            index += 1
            if line == name:
                break
            taken.append(line)
        contents.append("\n".join(taken))
    return tuple(contents), index, ""
