"""Searching a log store: matches are found in slices, so that a search never stops the screen."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from screens.widgets.log_store import LogStore
from workbench.domain.sgr import plain_line
from workbench.domain.text import decode

DRAWN_CHARACTERS = 4096
"""What of a line is drawn and searched; the rest can be saved, not seen."""
MOST_ESCAPED_BYTES = 4 * DRAWN_CHARACTERS


def readable(raw: bytes) -> str:
    """The text of a raw line without its colours, as far as it is drawn."""
    return plain_line(decode(raw[:MOST_ESCAPED_BYTES]), DRAWN_CHARACTERS)


class LogSearch:
    """A pattern, and the numbers of the lines that match it."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self._matches = array("Q")
        self._next = 0

    @classmethod
    def compile(cls, text: str, regex: bool) -> "LogSearch":
        """A search for text or a regular expression; capitals in it make it mind them. Raises `re.error`."""
        flags = 0 if any(character.isupper() for character in text) else re.IGNORECASE
        return cls(re.compile(text if regex else re.escape(text), flags))

    def again(self) -> "LogSearch":
        """The same pattern, with nothing looked through yet."""
        return LogSearch(self.pattern)

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
        """Look through at most `limit` more lines; True when there are more to look through."""
        self.drop_before(store.first)
        start = max(self._next, store.first)
        stop = min(start + limit, store.end)
        found = self.pattern.search
        self._matches.extend(n for n in range(start, stop) if found(readable(store.text(n))))
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
        """Where in a drawn text the pattern matches; empty matches are left out."""
        spans: list[tuple[int, int]] = []
        for match in self.pattern.finditer(text):
            if match.end() > match.start():
                spans.append(match.span())
            if len(spans) >= most:
                break
        return spans
