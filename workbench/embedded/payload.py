"""JSON as it crosses the API: its types, careful reading of what came in, and encoding."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from workbench.embedded.errors import ServerError

JsonValue: TypeAlias = "bool | int | float | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
JsonObject: TypeAlias = Mapping[str, JsonValue]


def encode(value: JsonValue) -> bytes:
    """Give a value as one line of JSON, as Docker writes it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def decode_object(data: bytes) -> JsonObject:
    """Read an object that `encode` wrote, nothing as an empty one; ServerError where it cannot be read."""
    if not data:
        return {}
    try:
        value: JsonValue = json.loads(data)
    except ValueError as error:
        raise ServerError(f"what was kept cannot be read: {error}") from error
    return value if isinstance(value, Mapping) else {}


def object_at(source: JsonObject, key: str) -> JsonObject:
    """Read an object below a key; anything else reads as an empty one."""
    value = source.get(key)
    return value if isinstance(value, Mapping) else {}


def text_at(source: JsonObject, key: str, default: str = "") -> str:
    """Read a text below a key."""
    value = source.get(key)
    return value if isinstance(value, str) else default


def number_at(source: JsonObject, key: str, default: int = 0) -> int:
    """Read a whole number below a key."""
    value = source.get(key)
    return int(value) if isinstance(value, int | float) else default


def flag_at(source: JsonObject, key: str) -> bool:
    """Read a yes or no below a key."""
    return source.get(key) is True


def list_at(source: JsonObject, key: str) -> Sequence[JsonValue]:
    """Read a list below a key; anything else reads as an empty one."""
    value = source.get(key)
    return [] if isinstance(value, str) or not isinstance(value, Sequence) else value


def texts_at(source: JsonObject, key: str) -> list[str]:
    """Read a list of texts; Docker also takes one text for a list of one."""
    value = source.get(key)
    return (
        [value]
        if isinstance(value, str)
        else [item for item in list_at(source, key) if isinstance(item, str)]
    )


def objects_at(source: JsonObject, key: str) -> list[JsonObject]:
    """Read a list of objects."""
    return [item for item in list_at(source, key) if isinstance(item, Mapping)]


def text_map_at(source: JsonObject, key: str) -> dict[str, str]:
    """Read an object whose values are texts, such as labels."""
    return {name: value for name, value in object_at(source, key).items() if isinstance(value, str)}


def variables_of(pairs: Sequence[str]) -> dict[str, str]:
    """Read `NAME=value` pairs, as environments are written; a name alone takes the variable away."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if equals:
            found[name] = value
        else:
            found.pop(name, None)
    return found
