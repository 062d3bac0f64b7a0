"""The colours of one untrusted line: SGR sequences become spans, every other sequence is dropped.

Codes as in ECMA-48 section 8.3.117, with the 256-colour and direct-colour forms of ISO 8613-6.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from workbench.domain.text import ELLIPSIS, clean

Colour: TypeAlias = int | tuple[int, int, int]
"""A number of the 256-colour palette, or red, green and blue from 0 to 255."""

_SGR = re.compile(r"\x1b\[([0-9;:]*)m")
_MOST_CODES = 32


@dataclass(frozen=True, slots=True)
class SgrStyle:
    """How a span asks to be drawn."""

    foreground: Colour | None = None
    background: Colour | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    strike: bool = False


PLAIN = SgrStyle()


def parse_line(line: str, limit: int = 4096) -> list[tuple[str, SgrStyle]]:
    """The cleaned line as (text, style) spans; at most `limit` characters of the raw line are read."""
    cut = len(line) > limit
    if cut:
        line = line[:limit]
    spans = _spans(line) if "\x1b[" in line else [(clean(line, limit), PLAIN)]
    if cut:
        spans.append((ELLIPSIS, PLAIN))
    return [(text, style) for text, style in spans if text]


def plain_line(line: str, limit: int = 4096) -> str:
    """The same text without its styles, found faster."""
    cut = len(line) > limit
    if cut:
        line = line[:limit]
    text = clean(_SGR.sub("", line) if "\x1b[" in line else line, limit)
    return text + ELLIPSIS if cut else text


def _spans(line: str) -> list[tuple[str, SgrStyle]]:
    spans: list[tuple[str, SgrStyle]] = []
    style, start = PLAIN, 0
    for match in _SGR.finditer(line):
        spans.append((clean(line[start : match.start()], len(line)), style))
        style, start = _apply(style, match[1]), match.end()
    spans.append((clean(line[start:], len(line)), style))
    return spans


def _apply(style: SgrStyle, parameters: str) -> SgrStyle:
    """The style after one SGR sequence."""
    fields = parameters.replace(":", ";").split(";")[:_MOST_CODES]
    # Fields longer than any real code are nonsense; cutting them keeps huge numbers cheap.
    codes = iter([int(field[-4:]) if field else 0 for field in fields])
    for code in codes:
        style = _step(style, code, codes)
    return style


def _step(style: SgrStyle, code: int, rest: Iterator[int]) -> SgrStyle:
    match code:
        case 0:
            return PLAIN
        case 1 | 2 | 3 | 4 | 7 | 9 | 22 | 23 | 24 | 27 | 29:
            return _attribute(style, code)
        case 38:
            return replace(style, foreground=_extended(rest, style.foreground))
        case 48:
            return replace(style, background=_extended(rest, style.background))
        case 39:
            return replace(style, foreground=None)
        case 49:
            return replace(style, background=None)
        case _ if 30 <= code <= 37:
            return replace(style, foreground=code - 30)
        case _ if 90 <= code <= 97:
            return replace(style, foreground=code - 82)
        case _ if 40 <= code <= 47:
            return replace(style, background=code - 40)
        case _ if 100 <= code <= 107:
            return replace(style, background=code - 92)
        case _:
            return style


def _attribute(style: SgrStyle, code: int) -> SgrStyle:
    match code:
        case 1:
            return replace(style, bold=True)
        case 2:
            return replace(style, dim=True)
        case 3 | 23:
            return replace(style, italic=code == 3)
        case 4 | 24:
            return replace(style, underline=code == 4)
        case 7 | 27:
            return replace(style, reverse=code == 7)
        case 9 | 29:
            return replace(style, strike=code == 9)
        case _:
            return replace(style, bold=False, dim=False)


def _extended(rest: Iterator[int], before: Colour | None) -> Colour | None:
    """The colour after 38 or 48; the one before when it is cut off or of an unknown kind."""
    match next(rest, None):
        case 5:
            number = next(rest, None)
            return before if number is None else number & 0xFF
        case 2:
            red, green, blue = next(rest, None), next(rest, None), next(rest, None)
            if red is None or green is None or blue is None:
                return before
            return red & 0xFF, green & 0xFF, blue & 0xFF
        case _:
            return before
