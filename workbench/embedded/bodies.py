"""What a request's body says: an object of JSON, or why it is none, in Docker's words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from workbench.embedded.errors import ApiError, BadParameter
from workbench.embedded.http import JSON_TYPE, Request
from workbench.embedded.payload import JsonObject, JsonValue

_OPENING_OR_TEXT = re.compile(r'"(?:\\.|[^"\\])*"|[\[\]{}]', re.DOTALL)
_WORDS = ("true", "false", "null")
_ENDED = "unexpected EOF"
_GO_QUOTED = {"'": "\\'", '"': '"'}


def body_object(request: Request, *, refusal: type[ApiError] = BadParameter) -> JsonObject:
    """Read a request's body, what follows the object aside; raise `refusal` where it holds none."""
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() != JSON_TYPE and (kind or request.body):
        raise BadParameter(f"Content-Type specified ({kind}) must be '{JSON_TYPE}'")
    text = request.body.decode("utf-8", "replace").lstrip(" \t\r\n")
    if not text:
        # Docker has two ways of reading a body, and each has a status and words of its own.
        raise refusal("got EOF while reading request body" if refusal is BadParameter else "EOF")
    try:
        value: JsonValue = json.JSONDecoder(parse_constant=_refuse_constant).raw_decode(text)[0]
    except json.JSONDecodeError as error:
        raise refusal(_problem(error)) from error
    except RecursionError as error:
        raise refusal("exceeded max depth") from error
    except _Constant as error:
        raise refusal(_no_value(str(error))) from error
    if value is not None and not isinstance(value, Mapping):
        raise refusal(
            f"json: cannot unmarshal {_kind(value)} into Go value of type map[string]interface {{}}"
        )
    return value or {}


class _Constant(ValueError):
    """A number such as NaN, which Python reads and JSON does not have."""


def _refuse_constant(name: str) -> None:
    raise _Constant(name)


def _kind(value: JsonValue) -> str:
    match value:
        case bool():
            return "bool"
        case str():
            return "string"
        case int() | float():
            return "number"
        case _:
            return "array"


def _unexpected(text: str, where: str) -> str:
    # Go looks at bytes, and shows each as the character of its number.
    first = text[0].encode()[:1].decode("latin-1")
    shown = _GO_QUOTED.get(first, json.dumps(first, ensure_ascii=False)[1:-1])
    return f"invalid character '{shown}' {where}"


def _problem(error: json.JSONDecodeError) -> str:
    """Say as Go does what Python found: the first character that cannot be, and where it stands."""
    rest = error.doc[error.pos :]
    if error.msg.startswith("Invalid control character"):
        return _unexpected(rest, "in string literal")
    if error.msg.startswith("Invalid \\escape"):
        return _unexpected(rest[1:], "in string escape code")
    if error.msg.startswith("Invalid \\uXXXX"):
        wrong = rest.lstrip("\\u").lstrip("0123456789abcdefABCDEF")
        return _unexpected(wrong, "in \\u hexadecimal character escape") if wrong else _ENDED
    rest = rest.lstrip(" \t\r\n")
    if not rest or error.msg.startswith("Unterminated string"):
        return _ENDED
    if "property name" in error.msg:
        return _unexpected(rest, "looking for beginning of object key string")
    if "trailing comma" in error.msg:  # Python 3.13 points at the comma
        where = "object key string" if "object" in error.msg else "value"
        return _unexpected(rest[1:].lstrip(" \t\r\n"), f"looking for beginning of {where}")
    if "':'" in error.msg:
        return _unexpected(rest, "after object key")
    if "','" in error.msg:
        pair = "object key:value pair" if _is_in_object(error.doc[: error.pos]) else "array element"
        return _unexpected(rest, f"after {pair}")
    return _no_value(rest)


def _is_in_object(text: str) -> bool:
    open_ones: list[str] = []
    for found in _OPENING_OR_TEXT.findall(text):
        if found in ("{", "["):
            open_ones.append(found)
        elif found in ("}", "]"):
            open_ones.pop()
    return open_ones[-1:] == ["{"]


def _no_value(rest: str) -> str:
    for word in _WORDS:
        if rest[0] == word[0]:
            at = next(index for index, letter in enumerate(word) if rest[index : index + 1] != letter)
            where = f"in literal {word} (expecting '{word[at]}')"
            return _unexpected(rest[at:], where) if rest[at:] else _ENDED
    if rest[0] == "-":
        return _unexpected(rest[1:], "in numeric literal") if rest[1:] else _ENDED
    return _unexpected(rest, "looking for beginning of value")
