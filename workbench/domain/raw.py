"""Tolerant reading of JSON that others wrote: what is left out or written otherwise becomes a default."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import TypeGuard

EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Raw:
    """One JSON object."""

    fields: Mapping[str, object]

    def text(self, key: str) -> str:
        """A string, "" where there is none."""
        value = self.fields.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str, default: int = 0) -> int:
        """A whole number, the default where there is none."""
        value = self.fields.get(key)
        if isinstance(value, float) and not isfinite(value):
            return default
        return int(value) if isinstance(value, int | float) else default

    def flag(self, key: str) -> bool:
        """Whether it is true."""
        return self.fields.get(key) is True

    def child(self, key: str) -> "Raw":
        """An object inside this one, empty where there is none."""
        return raw_object(self.fields.get(key))

    def children(self, key: str) -> tuple["Raw", ...]:
        """The objects of a list."""
        return raw_objects(self.fields.get(key))

    def named_children(self, key: str) -> tuple[tuple[str, "Raw"], ...]:
        """The objects of a map, by name."""
        return tuple((name, raw_object(value)) for name, value in self.child(key).fields.items())

    def texts(self, key: str) -> tuple[str, ...]:
        """The strings of a list; one string alone counts as a list of one."""
        return _texts(self.fields.get(key))

    def rows(self, key: str) -> tuple[tuple[str, ...], ...]:
        """The strings of a list of lists."""
        return tuple(_texts(row) for row in _list(self.fields.get(key)))

    def keys(self, key: str) -> tuple[str, ...]:
        """The keys of a map, in order."""
        return tuple(sorted(self.child(key).fields))

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """The strings of a map, in order of their names."""
        return self.child(key).own_pairs()

    def own_pairs(self) -> tuple[tuple[str, str], ...]:
        """The strings of this object itself, in order of their names."""
        return tuple(sorted((name, value) for name, value in self.fields.items() if isinstance(value, str)))

    def moment(self, key: str) -> datetime | None:
        """A point in time, written as RFC 3339 or in seconds since 1970; None where there is none."""
        return _moment(self.fields.get(key))


def read_json(data: bytes | str) -> object:
    """What a JSON text says; None for what is none."""
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value


def raw_object(value: object) -> Raw:
    """A JSON value as an object; empty if it is none."""
    return Raw(value if _is_object(value) else {})


def raw_objects(value: object) -> tuple[Raw, ...]:
    """The objects of a JSON list; none if it is no list."""
    return tuple(Raw(each) for each in _list(value) if _is_object(each))


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in _list(value) if isinstance(each, str))


def _is_object(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def _list(value: object) -> list[object]:
    return value if _is_list(value) else []


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _moment(value: object) -> datetime | None:
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        if not isinstance(value, str):
            return None
        moment = datetime.fromisoformat(value)
    except (ValueError, OverflowError, OSError):
        return None
    # The engine writes the year 1 where it means never.
    if moment.year <= 1:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
