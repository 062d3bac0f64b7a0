"""Searching a log store: matches are found in slices, so that a search never stops the screen."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice

from screens.widgets.log_store import LogStore
from workbench.domain.errors import InvalidInput
from workbench.domain.sgr import plain_line
from workbench.domain.text import decode
from workbench.services.patient_expressions import LineExpression, PatientExpression, line_expression

DRAWN_CHARACTERS = 4096
"""What of a line is drawn and searched; the rest can be saved, not seen."""
MOST_ESCAPED_BYTES = 4 * DRAWN_CHARACTERS


def readable(raw: bytes) -> str:
    """The text of a raw line without its colours, as far as it is drawn."""
    return plain_line(decode(raw[:MOST_ESCAPED_BYTES]), DRAWN_CHARACTERS)


class LogSearch:
    """What to look for, and the numbers of the lines that have it."""

    def __init__(self, expression: LineExpression) -> None:
        self._expression = expression
        self._matches = array("Q")
        self._next = 0

    @classmethod
    def compile(cls, text: str, regex: bool) -> "LogSearch":
        """Look for text or a regular expression; capitals make it mind them. Raises InvalidInput."""
        return cls(line_expression(text, is_regex=regex))

    def again(self) -> "LogSearch":
        """The same expression, with nothing looked through yet."""
        return LogSearch(self._expression)

    @property
    def lines_a_look(self) -> int:
        """How many lines can be looked through before the time is asked for."""
        return 1 if isinstance(self._expression, PatientExpression) else 500

    @property
    def matches(self) -> Sequence[int]:
        """The numbers of the lines found so far, ascending."""
        return self._matches

    def drop_before(self, number: int) -> None:
        """Forget matches in lines that are no longer kept."""
        if self._matches and self._matches[0] < number:
            del self._matches[: bisect_left(self._matches, number)]

    def is_behind(self, store: LogStore) -> bool:
        """Whether there are lines that were not looked through yet."""
        return max(self._next, store.first) < store.end

    def scan(self, store: LogStore, limit: int) -> bool:
        """Look through at most `limit` more lines; True when there are more to look through.

        Raises InvalidInput where one line takes too long.
        """
        self.drop_before(store.first)
        start = max(self._next, store.first)
        stop = min(start + limit, store.end)
        found = self._expression.search
        self._matches.extend(
            n for n in range(start, stop) if found(readable(store.text(n))) and not store.is_marker(n)
        )
        self._next = stop
        return stop < store.end

    def after(self, number: int) -> int | None:
        """The next match below a line, or the first of all."""
        if not self._matches:
            return None
        index = bisect_right(self._matches, number)
        return self._matches[index if index < len(self._matches) else 0]

    def before(self, number: int) -> int | None:
        """The next match above a line, or the last of all."""
        if not self._matches:
            return None
        return self._matches[bisect_left(self._matches, number) - 1]

    def spans(self, text: str, most: int = 64) -> list[tuple[int, int]]:
        """Where in a drawn text there are matches; empty ones are left out, and what comes too late."""
        spans: list[tuple[int, int]] = []
        with suppress(InvalidInput):
            spans.extend(islice((span for span in self._expression.spans(text) if span[1] > span[0]), most))
        return spans
