"""Reads files of `KEY=value` lines: `.env`, and those that a service's env_file names."""

import re
from collections.abc import Mapping
from pathlib import Path

from workbench.domain.errors import ComposeError
from workbench.services.compose.interpolation import WrongVariable, interpolate
from workbench.services.compose.nodes import Place

_LINE = re.compile(r"(?:export\s+)?(?P<name>[^\s=#'\"]+)\s*(?P<value>=.*)?")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def read_text(path: Path) -> str:
    """A text file of the app; raises ComposeError, naming the file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ComposeError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise ComposeError(f"{path} cannot be read: it is not UTF-8 text.") from error
    if "\0" in text:
        raise ComposeError(f"{path} cannot be read: it is no text.")
    return text


def read_env_file(path: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """The variables of a file; a bare name is taken from the environment, if it stands there."""
    variables: dict[str, str] = {}
    for number, raw in enumerate(read_text(path).splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        place = Place(path.name, number)
        found = _LINE.fullmatch(line)
        if found is None:
            raise place.complain("expected KEY=value")
        name, assigned = found["name"], found["value"]
        if assigned is not None:
            variables[name] = _value(assigned[1:].strip(), {**variables, **environment}, place)
        elif name in environment:
            variables[name] = environment[name]
    return variables


def _value(text: str, variables: Mapping[str, str], place: Place) -> str:
    quote = text[:1]
    if quote == "'":
        return _quoted(text, quote, place)
    try:
        if quote == '"':
            plain = re.sub(
                r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), _quoted(text, quote, place)
            )
            return interpolate(plain, variables, set())
        return interpolate(_COMMENT.sub("", text).strip(), variables, set())
    except WrongVariable as error:
        raise place.complain(str(error), "Put the value into single quotes to take it as it is.") from error


def _quoted(text: str, quote: str, place: Place) -> str:
    found = re.match(rf"{quote}((?:\\.|[^\\{quote}])*){quote}\s*(?:#.*)?$", text)
    if found is None:
        raise place.complain("has a quote that is never closed")
    return found[1]
