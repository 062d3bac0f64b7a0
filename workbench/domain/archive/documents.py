"""The JSON documents inside an archive, read without trust: what is not as it should be is a default."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeGuard


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON object."""

    fields: Mapping[str, object]

    def text(self, key: str) -> str:
        """A string, empty where there is none."""
        value = self.fields.get(key)
        return value if isinstance(value, str) else ""

    def is_true(self, key: str) -> bool:
        """Whether it is true."""
        return self.fields.get(key) is True

    def child(self, key: str) -> "Document":
        """An object inside this one, empty where there is none."""
        return as_document(self.fields.get(key))

    def children(self, key: str) -> tuple["Document", ...]:
        """The objects of a list."""
        return as_documents(self.fields.get(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """The strings of a list; one string alone counts as a list of one."""
        value = self.fields.get(key)
        if isinstance(value, str):
            return (value,)
        return tuple(each for each in (value if _is_list(value) else ()) if isinstance(each, str))

    def names(self, key: str) -> tuple[str, ...]:
        """The keys of a map, in order."""
        return tuple(sorted(self.child(key).fields))

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """The strings of a map, in order of their names."""
        fields = self.child(key).fields
        return tuple(sorted((name, value) for name, value in fields.items() if isinstance(value, str)))

    def moment(self, key: str) -> datetime | None:
        """A time in RFC 3339; None where there is none, and for the year 1, which means never."""
        try:
            moment = datetime.fromisoformat(self.text(key))
        except ValueError:
            return None
        if moment.year <= 1:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_json(data: bytes) -> object:
    """What a JSON text says; None for what is none."""
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value


def as_document(value: object) -> Document:
    """A JSON value as an object, empty if it is none."""
    return Document(value if _is_object(value) else {})


def as_documents(value: object) -> tuple[Document, ...]:
    """The objects of a JSON list, none if it is no list."""
    return tuple(Document(each) for each in (value if _is_list(value) else ()) if _is_object(each))


def _is_object(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
