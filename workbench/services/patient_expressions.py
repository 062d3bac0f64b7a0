"""Regular expressions that a person typed: a search that would hold up the program is given up."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from workbench.domain.errors import InvalidInput
from workbench.domain.expressions import may_be_slow
from workbench.domain.file_search import PathPattern, path_pattern
from workbench.domain.path_expressions import read_expression

_LONGEST_SECONDS = 0.05
"""For one text, be it a path or a line."""
_LITERAL_BRACE = re.compile(r"\\N\{[^}]*\}|\\.|\{(?!\d*(?:,\d*)?\})|\{(?=\})", re.DOTALL)
"""To `re` a brace that is no repeat stands for itself; `regex` takes it for how much a match may differ."""
_MARKED_SECONDS = 0.001
"""To mark the matches in one line: a whole screen of lines is drawn at once."""
_REPEATS_IN_LINES = 0
"""Lines are long: with one repeat Python's `re` takes a third of a second for four thousand characters."""
_REPEATS_IN_PATHS = 2
"""Paths are short: a person's own threads are not held up by one more."""


class PatientExpression:
    """An expression whose searches let other threads go on, and end with an InvalidInput after a moment.

    Its `\\w` takes combining marks too; else it means what it means to Python's `re`.
    """

    def __init__(self, text: str, *, ignores_case: bool = False) -> None:
        import regex  # a hundredth of a second that hardly any run needs

        self.pattern = text
        own = _LITERAL_BRACE.sub(lambda found: "\\{" if found[0] == "{" else found[0], text)
        try:
            self._expression = regex.compile(own, regex.IGNORECASE if ignores_case else 0)
        except regex.error as error:
            raise InvalidInput(f"{text} is no regular expression: {error}.") from error

    def search(self, text: str) -> object | None:
        """Whatever matches first; None where nothing does."""
        try:
            return self._expression.search(text, concurrent=True, timeout=_LONGEST_SECONDS)
        except TimeoutError as error:
            raise self._too_slow(text) from error

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it matches."""
        try:
            for match in self._expression.finditer(text, concurrent=True, timeout=_MARKED_SECONDS):
                yield match.span()
        except TimeoutError as error:
            raise self._too_slow(text) from error

    def subn(self, repl: str, string: str, /) -> tuple[str, int]:
        """The text with another in place of each match, and how many there are."""
        try:
            return self._expression.subn(repl, string, concurrent=True, timeout=_LONGEST_SECONDS)
        except TimeoutError as error:
            raise self._too_slow(string) from error

    def _too_slow(self, text: str) -> InvalidInput:
        return InvalidInput(
            f"{self.pattern} takes too long in a text of {len(text):,} characters.",
            "Look for it with fewer repeats, and none inside of another.",
        )


class QuickExpression:
    """An expression that Python's `re` is never long over."""

    def __init__(self, text: str, *, ignores_case: bool = False) -> None:
        self.pattern = text
        self._expression = re.compile(text, re.IGNORECASE if ignores_case else 0)
        self.search = self._expression.search

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it matches."""
        return (match.span() for match in self._expression.finditer(text))


LineExpression: TypeAlias = QuickExpression | PatientExpression


def line_expression(text: str, *, is_regex: bool) -> LineExpression:
    """What a person looks for in lines, in either case where it has no capital; raises InvalidInput."""
    ignores_case = not any(character.isupper() for character in text)
    try:
        quick = QuickExpression(text if is_regex else re.escape(text), ignores_case=ignores_case)
    except (re.error, RecursionError, OverflowError) as error:
        raise InvalidInput(f"{text} is no regular expression: {error}.") from error
    if is_regex and may_be_slow(text, _REPEATS_IN_LINES):
        return PatientExpression(text, ignores_case=ignores_case)
    return quick


def patient_path_pattern(text: str, *, is_regex: bool) -> PathPattern:
    """What a person looks for in paths; raises InvalidInput for no expression."""
    pattern = path_pattern(text, is_regex=is_regex)
    if pattern.expression is None or not may_be_slow(pattern.expression.pattern, _REPEATS_IN_PATHS):
        return pattern
    # Names are looked through without a bound on time: what may be slow is looked for in paths.
    in_lines = read_expression(text).in_lines
    return replace(
        pattern,
        expression=PatientExpression(pattern.expression.pattern),
        in_names=None,
        in_lines=PatientExpression(in_lines) if in_lines else None,
    )
