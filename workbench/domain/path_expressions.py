"""Regular expressions for paths, taken apart: only whether there is a match counts, so most can be quicker.

What is not understood here to its last sign is left as it is; Python's `re` has the last word on all.
"""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<escape>\\[^\w]|\\[dswDSW])
    |(?P<set>\[\^?\]?(?:\\.|[^\]\\\[])*\])
    |(?P<open>\((?!\?)|\(\?:)
    |(?P<close>\))
    |(?P<bar>\|)
    |(?P<anchor>[$^])
    |(?P<any>\.)
    |(?P<sign>[^\\\[\](){}|^$*+?.])""",
    re.VERBOSE | re.DOTALL,
)
_REPEAT = re.compile(r"(?:[*+?]|\{(?:\d+(?:,\d*)?|,\d*)\})[?+]?")
_UNSURE_IN_SETS = re.compile(r"--|&&|\|\||~~")
"""What Python warns of: it may mean something else one day."""
_ATOMS = frozenset({"escape", "set", "any", "sign"})
_SINGLE = _ATOMS | {"anchor"}
_MAY_BE_MISSING = frozenset({"*", "*?", "?", "??"})
_MORE_THAN_ONE = frozenset({"+", "+?"})
_NEVER = "(?!)"
_AT_NAMES_END = r"(?=\n?/)"
_AT_LINES_START, _AT_LINES_END = r"(?<=\n)", r"(?=\n)"


class _Token(NamedTuple):
    """One part of an expression, and how often it may come."""

    kind: str
    text: str
    repeat: str = ""
    depth: int = 0

    @property
    def literal(self) -> str:
        """The one sign that it stands for; empty where it may be others, or come often or not at all."""
        if self.repeat or self.kind not in ("escape", "sign"):
            return ""
        return self.text if self.kind == "sign" else self.text[1:] if not self.text[1].isalpha() else ""


class NameExpression(NamedTuple):
    """An expression none of whose matches goes beyond one name: it is looked for in names instead of paths.

    Names stand between slashes there. `above` is for names of folders on the way, None where it is the same.
    """

    own: re.Pattern[str] | None
    """None where there may be a match in the first name of a path only."""
    above: re.Pattern[str] | None
    tells_first_apart: bool
    """Whether the expression itself must be looked for in the first name of a path."""
    needed: str = ""
    """A text that every matching name holds."""
    ending: str = ""
    """Where a name matches if it ends with a text, and only then: that text."""
    below: re.Pattern[str] | None = None
    """Names count only below folders whose path, with a slash, ends so; no name may have a newline."""


class PathExpression(NamedTuple):
    """An expression that matches the same paths as the one it was made of, and what is known of it."""

    text: str
    needed: str = ""
    """A text without which there is no match."""
    in_names: NameExpression | None = None
    in_lines: str = ""
    """How it is looked for in paths that are a line each, a match to its end; empty where it cannot be."""
    is_held_in_lines: bool = False
    """Whether parts of it had to be kept from going beyond a line: `re` is no quicker at lines then."""


def read_expression(expression: str) -> PathExpression:
    """An expression that `re` compiles, and what makes it quick to look for."""
    tokens = _tokens(expression)
    if tokens is None:
        return PathExpression(expression)
    has_choice = any(token.kind == "bar" and not token.depth for token in tokens)
    tokens = tokens if has_choice else _without_open_ends(tokens)
    needed = "" if has_choice else _needed(tokens)
    if re.match(_text(tokens, first="", last=""), "") is not None:
        # There would be several matches in one text, or in none.
        return PathExpression(_text(tokens), needed)
    in_names = _in_names(tokens, has_choice=has_choice) or (None if has_choice else _below(tokens))
    held = [_within_line(token) if token.kind in _ATOMS else token for token in tokens]
    in_lines = f"(?:{_led_by_text(held, _AT_LINES_START, _AT_LINES_END)}).*"
    return PathExpression(_text(tokens), needed, in_names, in_lines, held != tokens)


def _tokens(expression: str) -> list[_Token] | None:
    """The parts of an expression; None where one is not understood."""
    tokens: list[_Token] = []
    place, depth = 0, 0
    while place < len(expression):
        found = _TOKEN.match(expression, place)
        if found is None:
            return None
        kind, text = found.lastgroup or "", found[0]
        if kind == "set" and _UNSURE_IN_SETS.search(text):
            return None
        depth -= kind == "close"
        repeat = _REPEAT.match(expression, found.end())
        if repeat is not None and kind not in _ATOMS and kind != "close":
            return None
        tokens.append(_Token(kind, text, repeat[0] if repeat else "", depth))
        depth += kind == "open"
        place = (repeat or found).end()
    return tokens


def _without_open_ends(tokens: Sequence[_Token]) -> list[_Token]:
    """Without what may as well be missing at both ends: where `a+b` is found, `ab` is, and the reverse."""
    left = list(tokens)
    for end in (0, -1):
        while left and left[end].kind in _ATOMS and left[end].repeat in _MAY_BE_MISSING:
            del left[end]
        if left and left[end].kind in _ATOMS and left[end].repeat in _MORE_THAN_ONE:
            left[end] = left[end]._replace(repeat="")
    return left


def _needed(tokens: Sequence[_Token]) -> str:
    """The longest text that every match holds."""
    runs = [""]
    for token in tokens:
        if token.kind == "anchor" and not token.depth:
            continue
        if token.literal and not token.depth:
            runs[-1] += token.literal
        else:
            runs.append("")
    return max(runs, key=len)


def _in_names(tokens: Sequence[_Token], *, has_choice: bool) -> NameExpression | None:
    """How it is looked for in names; None where a match may hold a slash."""
    if any(token.kind in _ATOMS and re.match(token.text, "/") for token in tokens):
        return None
    anchors = {token.text for token in tokens if token.kind == "anchor"}
    begins_path = not has_choice and tokens[0].text == "^"
    own = None if begins_path else _to_names_end(_led_by_text(tokens, _NEVER, _AT_NAMES_END))
    above = _to_names_end(_led_by_text(tokens, _NEVER, _NEVER)) if "$" in anchors and own else None
    needed = "" if has_choice else _needed(tokens)
    return NameExpression(own, above, "^" in anchors, needed, _ending(tokens))


def _ending(tokens: Sequence[_Token]) -> str:
    """A plain text that must stand at the end, where that is all."""
    is_ending = tokens[-1].text == "$" and all(token.literal for token in tokens[:-1])
    return "".join(token.literal for token in tokens[:-1]) if is_ending else ""


def _below(tokens: Sequence[_Token]) -> NameExpression | None:
    """Of `usr/.*py$` the `py$`, to be looked for in names below `usr/`; None where it is not of that kind."""
    places = [at for at, token in enumerate(tokens) if token.kind in _ATOMS and re.match(token.text, "/")]
    gap = places[-1] if places else 0
    if not gap or tokens[gap].depth or tokens[gap - 1].literal != "/":
        return None
    rest = tokens[gap + 1 :]
    is_any = tokens[gap].kind == "any" and tokens[gap].repeat in ("*", "*?")
    if not is_any or "^" in {token.text for token in rest} or re.match(_text(rest, first="", last=""), ""):
        return None
    in_names = _in_names(rest, has_choice=False)
    return in_names and in_names._replace(below=re.compile(f"{_text(tokens[:gap])}\\Z"))


def _to_names_end(expression: str) -> re.Pattern[str]:
    """A match goes on to the end of the name: of each name there is one at most."""
    return re.compile(f"(?:{expression})[^/]*")


def _within_line(token: _Token) -> _Token:
    """The same, but for the end of a line."""
    if re.match(token.text, "\n") is None:
        return token
    if token.text.startswith("[^"):  # Far quicker than to look ahead.
        return token._replace(text=f"{token.text[:-1]}\\n]")
    return token._replace(text=f"(?:(?!\\n){token.text})")


def _led_by_text(tokens: Sequence[_Token], first: str, last: str) -> str:
    """The expression, turned so that it begins with its first fixed text: `re` finds that far quicker.

    So it can be where only single signs stand before it: `[0-9]7` is found where `7(?<=[0-9]7)` is.
    """
    head = list(takewhile(lambda token: not token.literal, tokens))
    text = list(takewhile(lambda token: token.literal, tokens[len(head) :]))
    if not text or any(token.repeat or token.kind not in _SINGLE for token in head):
        return _text(tokens, first=first, last=last)
    rest = tokens[len(head) + len(text) :]
    before, fixed, after = (_text(part, first=first, last=last) for part in (head, text, rest))
    return f"{fixed}(?<={before}{fixed}){after}" if head else f"{fixed}{after}"


def _text(tokens: Sequence[_Token], *, first: str = "^", last: str = "$") -> str:
    """The expression, with other signs for the first and the last place of a path."""
    anchors = {"^": first, "$": last}
    return "".join(
        anchors[token.text] if token.kind == "anchor" else token.text + token.repeat for token in tokens
    )
