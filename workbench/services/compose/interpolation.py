"""Fills `${VARIABLES}` in, as the Compose specification has it."""

import re
from collections.abc import Mapping

from workbench.services.compose.nodes import Fields, Items, Node, Scalar

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR = re.compile(r":?[-?+]")
_HINT = "Write $$ for a dollar sign that is meant as such."


class WrongVariable(ValueError):
    """A `$` that begins no variable, or a variable that must be set and is not; with what to do about it."""

    def __init__(self, message: str, hint: str = _HINT) -> None:
        super().__init__(message)
        self.hint = hint


def interpolate(text: str, variables: Mapping[str, str], unset: set[str]) -> str:
    """The text with its variables filled in; the names of those with no value are added to `unset`."""
    pieces: list[str] = []
    position = 0
    while (dollar := text.find("$", position)) >= 0:
        pieces.append(text[position:dollar])
        piece, position = _substitute(text, dollar + 1, variables, unset)
        pieces.append(piece)
    pieces.append(text[position:])
    return "".join(pieces)


def interpolated(node: Node, variables: Mapping[str, str], unset: set[str]) -> Node:
    """The tree with the variables in its values (not its keys) filled in; raises ComposeError."""
    match node:
        case Fields(place, entries):
            return Fields(place, {key: interpolated(each, variables, unset) for key, each in entries.items()})
        case Items(place, items):
            return Items(place, tuple(interpolated(each, variables, unset) for each in items))
        case Scalar(place, str(text)) if "$" in text:
            try:
                return Scalar(place, interpolate(text, variables, unset))
            except WrongVariable as error:
                raise place.complain(str(error), error.hint) from error
        case _:
            return node


def _substitute(text: str, start: int, variables: Mapping[str, str], unset: set[str]) -> tuple[str, int]:
    """What the variable after a dollar sign comes to, and where the text goes on."""
    if text.startswith("$", start):
        return "$", start + 1
    if text.startswith("{", start):
        end = _closing(text, start + 1)
        return _braced(text[start + 1 : end], variables, unset), end + 1
    if found := _NAME.match(text, start):
        return _value(found[0], variables, unset), found.end()
    raise WrongVariable('has a "$" that begins no variable')


def _closing(text: str, start: int) -> int:
    depth = 1
    for position in range(start, len(text)):
        if text[position] == "{" and text[position - 1] == "$":
            depth += 1
        elif text[position] == "}":
            depth -= 1
            if depth == 0:
                return position
    raise WrongVariable('has a "${" that is never closed')


def _braced(inside: str, variables: Mapping[str, str], unset: set[str]) -> str:
    name = _NAME.match(inside)
    operator = _OPERATOR.match(inside, name.end()) if name else None
    if name is None or (operator is None and name.end() != len(inside)):
        raise WrongVariable(f'has "${{{inside}}}", which is no variable')
    if operator is None:
        return _value(name[0], variables, unset)
    value = variables.get(name[0])
    is_given = bool(value) if operator[0].startswith(":") else value is not None
    rest = inside[operator.end() :]
    match operator[0][-1]:
        case "-":
            return (value or "") if is_given else interpolate(rest, variables, unset)
        case "+":
            return interpolate(rest, variables, unset) if is_given else ""
        case _ if is_given:
            return value or ""
        case _:
            reason = interpolate(rest, variables, unset)
            raise WrongVariable(
                f"needs the variable {name[0]}" + (f": {reason}" if reason else ""),
                f"Set {name[0]} in the environment, or in .env beside the file.",
            )


def _value(name: str, variables: Mapping[str, str], unset: set[str]) -> str:
    if name not in variables:
        unset.add(name)
    return variables.get(name, "")
