"""What a .dockerignore keeps out of a build context, by the engine's own rules.

The rules are those of moby's patternmatcher: the last pattern that matches a path, or a folder above it,
decides. As in BuildKit an exception with wildcards reaches into excluded folders.
"""

import posixpath
import re
from dataclasses import dataclass

from workbench.domain.errors import WorkbenchError

_WILD = frozenset("*?[\\")


@dataclass(frozen=True, slots=True)
class IgnorePattern:
    """One line: what it matches, and whether it takes a path back in (`!`)."""

    text: str
    is_exception: bool
    matcher: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class IgnoreMatch:
    """Whether a path stays out, and which patterns matched it or a folder above it."""

    is_excluded: bool
    matched: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Ignore:
    """The patterns of one ignore file, in order."""

    patterns: tuple[IgnorePattern, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Ignore":
        """Read an ignore file's text; raises WorkbenchError for a pattern that the engine would refuse."""
        patterns: list[IgnorePattern] = []
        for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
            # Only a # in the first column makes a comment.
            if line.strip() and not line.startswith("#"):
                patterns.append(_pattern(line.strip(), number))
        return cls(tuple(patterns))

    def excludes(self, path: str) -> bool:
        """Whether a path (relative to the context, with slashes) stays out of the context."""
        match: IgnoreMatch | None = None
        parts = posixpath.normpath(path).strip("/").split("/")
        if parts == ["."]:
            return False
        for end in range(1, len(parts) + 1):
            match = self.match("/".join(parts[:end]), match)
        return match is not None and match.is_excluded

    def match(self, path: str, parent: IgnoreMatch | None) -> IgnoreMatch:
        """Match a path, given the match of the folder it is in (None at the top): one step of a walk."""
        is_excluded = False
        matched: list[bool] = []
        for index, pattern in enumerate(self.patterns):
            hit = parent is not None and parent.matched[index]
            # An exclusion after an exclusion, or an exception where nothing is excluded, changes nothing.
            if not hit and pattern.is_exception == is_excluded:
                hit = pattern.matcher.match(path) is not None
            matched.append(hit)
            if hit:
                is_excluded = not pattern.is_exception
        return IgnoreMatch(is_excluded, tuple(matched))

    def may_hold_exceptions(self, folder: str) -> bool:
        """Whether an excluded folder must be walked all the same, because an exception may point into it."""
        return any(each.is_exception and _may_match_inside(each.text, folder) for each in self.patterns)

    def with_exceptions(self, paths: tuple[str, ...]) -> "Ignore":
        """The same patterns, and after them one exception for each of these paths that they exclude."""
        kept = [path for path in paths if self.excludes(path)]
        added = (IgnorePattern(path, True, re.compile(re.escape(path) + r"\Z")) for path in kept)
        return Ignore((*self.patterns, *added))


def ignore_file_names(dockerfile: str) -> tuple[str, ...]:
    """Where a context's ignore file is looked for, the one that wins first; relative to the context."""
    return (f"{dockerfile}.dockerignore", ".dockerignore")


def _pattern(line: str, number: int) -> IgnorePattern:
    is_exception = line.startswith("!")
    text = line.removeprefix("!").strip() if is_exception else line
    if not text:
        raise WorkbenchError(
            f'The ignore file\'s line {number} is only "!".', "Name after it what must stay in the context."
        )
    # A lone / stays, and matches nothing.
    text = posixpath.normpath(text).lstrip("/") or "/"
    try:
        matcher = re.compile(_regex(text) + r"\Z", re.DOTALL)
    except (re.error, _BadPattern) as error:
        raise WorkbenchError(
            f"The ignore file's line {number} is no valid pattern: {line}",
            r"Brackets hold a class such as [a-z]; write \[ for a bracket itself.",
        ) from error
    return IgnorePattern(text, is_exception, matcher)


class _BadPattern(ValueError):
    """A pattern that cannot be read."""


def _regex(pattern: str) -> str:
    found: list[str] = []
    index = 0
    while index < len(pattern):
        if pattern.startswith("**", index):
            piece, index = _any_depth(pattern, index)
        elif pattern[index] == "\\":
            if index + 1 == len(pattern):
                raise _BadPattern(pattern)
            piece, index = re.escape(pattern[index + 1]), index + 2
        elif pattern[index] == "[":
            piece, index = _character_class(pattern, index)
        else:
            piece, index = _one(pattern[index]), index + 1
        found.append(piece)
    return "".join(found)


def _any_depth(pattern: str, index: int) -> tuple[str, int]:
    after = index + 2
    if pattern.startswith("/", after):
        after += 1
    if after == len(pattern):
        return ".*", after
    # A leading **name with nothing wild after it is a plain suffix: it matches othername too.
    if index == 0 and pattern[2] != "/" and not _WILD & set(pattern[2:]):
        return ".*", after
    return "(?:.*/)?", after


def _one(character: str) -> str:
    match character:
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
        case _:
            return re.escape(character)


def _character_class(pattern: str, index: int) -> tuple[str, int]:
    index += 1
    negated = pattern.startswith("^", index)
    index += negated
    ranges: list[str] = []
    while not (ranges and pattern.startswith("]", index)):
        low, index = _class_character(pattern, index)
        high = low
        if pattern.startswith("-", index):
            high, index = _class_character(pattern, index + 1)
        if low > high:
            raise _BadPattern(pattern)
        ranges.append(f"{re.escape(low)}-{re.escape(high)}")
    return f"[{'^' if negated else ''}{''.join(ranges)}]", index + 1


def _class_character(pattern: str, index: int) -> tuple[str, int]:
    escaped = pattern.startswith("\\", index)
    index += escaped
    if index >= len(pattern) or (not escaped and pattern[index] in "-]"):
        raise _BadPattern(pattern)
    return pattern[index], index + 1


def _may_match_inside(pattern: str, folder: str) -> bool:
    wanted, given = pattern.split("/"), folder.split("/")
    for want, have in zip(wanted, given, strict=False):
        if "**" in want:
            return True
        if want != have and not _WILD & set(want):
            return False
    return len(wanted) > len(given)
