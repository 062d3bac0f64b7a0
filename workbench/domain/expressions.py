"""Regular expressions that a person types: what is asked of one, and which may take for ever."""

import re
from typing import Protocol

_PART = re.compile(
    r"\\[1-9](?P<back>)|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P=(?P<named>)|\(\?|\)[*+{](?P<group>)"
    r"|[*+?]\??(?P<repeat>)|\{(?P<times>)",
    re.DOTALL,
)


class Expression(Protocol):
    """A regular expression, whoever looks for it."""

    @property
    def pattern(self) -> str:
        """The expression as it is written."""
        ...

    def search(self, string: str, /) -> object | None:
        """Whatever matches first; None where nothing does."""
        ...


def may_be_slow(expression: str, most_repeats: int = 1) -> bool:
    """Whether Python's `re` may take more steps than a text's length to the power of `most_repeats` + 1.

    So it may where a group is repeated, where something is to come again as it was, or with more repeats.
    What is quick in truth may be called slow, never the reverse.
    """
    repeats = 0
    for part in _PART.finditer(expression):
        if part["back"] is not None or part["named"] is not None or part["group"] is not None:
            return True
        repeats += part["repeat"] is not None or part["times"] is not None
    return repeats > most_repeats


class LineMarker(Protocol):
    """An expression that is looked for in many lines at once, whoever looks for it."""

    def subn(self, repl: str, string: str, /) -> tuple[str, int]:
        """The lines with a text in place of each match, and how many; InvalidInput beyond a moment."""
        ...
