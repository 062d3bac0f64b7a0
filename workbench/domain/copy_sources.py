"""Tells which files of a build context a COPY or ADD takes, by what it names."""

import fnmatch
import posixpath
import re
from collections.abc import Mapping, Sequence

from workbench.domain.dockerfile_lines import words
from workbench.domain.dockerfile_parser import exec_form
from workbench.domain.dockerfile_stages import substitute
from workbench.domain.dockerfile_values import Instruction

_FROM_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*://|git@|<<")
_WILD = frozenset("*?[")


def operands(instruction: Instruction) -> list[str]:
    """The words of an instruction, in either of its forms."""
    found = exec_form(instruction.arguments)
    return words(instruction.arguments) if found is None else list(found)


def copy_sources(instruction: Instruction, arguments: Mapping[str, str]) -> tuple[str, ...]:
    """What a COPY or ADD takes from the context, relative to it; `.` is all of it."""
    if instruction.keyword not in ("ADD", "COPY") or instruction.flag("from") is not None:
        return ()
    return tuple(
        posixpath.normpath(substitute(source.strip("\"'"), arguments)).lstrip("/") or "."
        for source in operands(instruction)[:-1]
        if not _FROM_ELSEWHERE.match(source.strip("\"'"))
    )


def copies_all(instruction: Instruction, arguments: Mapping[str, str]) -> bool:
    """Whether it takes the whole context."""
    return any(source in (".", "*") for source in copy_sources(instruction, arguments))


def is_pattern(source: str) -> bool:
    """Whether a source names files by a pattern."""
    return not _WILD.isdisjoint(source)


def takes(source: str, path: str) -> bool:
    """Whether a source takes a path: itself, a folder above it, or a pattern of either."""
    if source == ".":
        return True
    wanted, given = source.split("/"), path.split("/")
    if len(wanted) > len(given):
        return False
    return all(fnmatch.fnmatchcase(have, want) for want, have in zip(wanted, given, strict=False))


def taken_paths(
    instruction: Instruction, paths: Sequence[str], arguments: Mapping[str, str]
) -> tuple[str, ...]:
    """Which of these paths of the context it takes."""
    sources = copy_sources(instruction, arguments)
    excluded = [value for name, value in instruction.flags if name == "exclude"]
    return tuple(
        path
        for path in paths
        if any(takes(source, path) for source in sources)
        and not any(takes(pattern, path) for pattern in excluded)
    )
