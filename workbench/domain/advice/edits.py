"""Edits of a text by its lines, each line keeping the end that it has."""

import re
from collections.abc import Iterable

from workbench.domain.advice.values import TextEdit
from workbench.domain.dockerfile_values import Instruction

_LINE_END = re.compile(r"(\r?\n)")
_BYTE_ORDER_MARK = "\ufeff"


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """The text with these edits, which must not overlap; new lines end as the text's first one does."""
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    pieces = _LINE_END.split(text.removeprefix(mark))
    lines, ends = pieces[::2], pieces[1::2]
    usual = ends[0] if ends else "\n"
    if lines[-1]:
        ends.append(usual)
    else:
        lines.pop()
    for edit in sorted(edits, key=lambda each: each.first_line, reverse=True):
        place = slice(min(edit.first_line - 1, len(lines)), min(edit.last_line, len(lines)))
        lines[place] = edit.lines
        ends[place] = [usual] * len(edit.lines)
    return mark + "".join(line + end for line, end in zip(lines, ends, strict=True))


def rewritten(instruction: Instruction, original: str) -> TextEdit:
    """The edit that writes an instruction anew."""
    return TextEdit(instruction.line, instruction.end_line, tuple(original.split("\n")))


def inserted(line: int, *lines: str) -> TextEdit:
    """The edit that puts lines before this one."""
    return TextEdit(line, line - 1, lines)


def removed(instruction: Instruction) -> TextEdit:
    """The edit that takes an instruction out."""
    return TextEdit(instruction.line, instruction.end_line, ())


def begin_of(text: str, instruction: Instruction) -> int:
    """The line where an instruction begins, with the comment right above it."""
    lines = _LINE_END.split(text)[::2]
    place = instruction.line
    while place > 1 and lines[place - 2].lstrip().startswith("#"):
        place -= 1
    return place


def appended(text: str, *lines: str) -> TextEdit:
    """The edit that puts lines behind the last one."""
    return inserted(len(_LINE_END.split(text)) // 2 + 2, *lines)
