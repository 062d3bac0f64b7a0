"""Words of a Dockerfile with their quotes taken off and their variables filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from workbench.domain.dockerfile_lines import words

_PIECE = re.compile(
    r"""'(?P<single>[^']*)'|"(?P<double>(?:\\.|[^"\\])*)"|\\(?P<escaped>.)|(?P<plain>[^'"\\]+)|(?P<odd>.)""",
    re.DOTALL,
)
_VARIABLE = re.compile(r"\\\$|\$(?:(\w+)|\{(\w+)(?::?([-+])((?:[^{}]|\$\{[^{}]*\})*))?\})")


def fill_in(text: str, known: Mapping[str, str]) -> str:
    """Fill in `$NAME`, `${NAME}`, `${NAME:-other}` and `${NAME:+other}`; an unknown name is empty."""

    def value(found: re.Match[str]) -> str:
        if found[0] == "\\$":
            return "$"
        current = known.get(found[1] or found[2], "")
        match found[3]:
            case "-":
                return current or fill_in(found[4] or "", known)
            case "+":
                return fill_in(found[4] or "", known) if current else ""
            case _:
                return current

    return _VARIABLE.sub(value, text)


def word_value(word: str, known: Mapping[str, str]) -> str:
    """Give what a word means: quotes taken off, variables filled in but in single quotes."""
    parts: list[str] = []
    for piece in _PIECE.finditer(word):
        if piece["single"] is not None:
            parts.append(piece["single"])
        elif piece["double"] is not None:
            parts.append(fill_in(re.sub(r'\\(["\\])', r"\1", piece["double"]), known))
        else:
            parts.append(
                fill_in(piece["plain"], known) if piece["plain"] else piece["escaped"] or piece["odd"] or ""
            )
    return "".join(parts)


def pairs_of(arguments: str, known: Mapping[str, str]) -> dict[str, str]:
    """Read `NAME=value …`, or the old form `NAME value`."""
    found = words(arguments)
    if found and "=" not in found[0]:
        name, _, value = arguments.partition(" ")
        return {name: word_value(value.strip(), known)}
    pairs: dict[str, str] = {}
    for word in found:
        name, _, value = word.partition("=")
        pairs[word_value(name, known)] = word_value(value, known)
    return pairs
