"""Takes typed values out of a compose file's tree, saying where and what was expected when they are not."""

import re
import shlex
from collections.abc import Mapping

from workbench.services.compose.nodes import Fields, Items, Node, Scalar, expected

_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)(us|µs|ms|s|m|h|d)")
_UNIT_SECONDS = {"us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class Section:
    """A mapping being read: what nobody took is named as ignored when it is left."""

    def __init__(self, node: Node, what: str, ignored: list[str]) -> None:
        if isinstance(node, Scalar) and node.text is None:
            node = Fields(node.place, {})
        if not isinstance(node, Fields):
            raise expected(node, what)
        self.place = node.place
        self._entries = node.entries
        self._left = dict(node.entries)
        self._ignored = ignored

    def take(self, key: str) -> Node | None:
        """The value of a key, None where it is missing or null."""
        self._left.pop(key, None)
        node = self._entries.get(key)
        return None if isinstance(node, Scalar) and node.text is None else node

    def text(self, key: str) -> str:
        """The text of a key, empty where it is missing."""
        node = self.take(key)
        return "" if node is None else text_of(node)

    def flag(self, key: str) -> bool:
        """Whether a key says true; a missing one does not."""
        node = self.take(key)
        return node is not None and yes_or_no(node)

    def passes(self, key: str, *harmless: str) -> None:
        """Take a key that we do not carry out where it only says what holds anyway."""
        node = self._entries.get(key)
        if isinstance(node, Scalar) and (node.text or "") in harmless:
            self._left.pop(key, None)

    def leave(self) -> None:
        """Name what nobody took; extensions (`x-…`) are meant for others."""
        self._ignored += [node.place.path for key, node in self._left.items() if not key.startswith("x-")]


def text_of(node: Node) -> str:
    """One value as text; a number or a boolean as it was written."""
    if isinstance(node, Scalar) and node.text is not None:
        return node.text
    raise expected(node, "a text")


def whole_number(node: Node) -> int:
    """One value as a whole number of 0 or more."""
    text = text_of(node)
    if not (text.isascii() and text.isdigit()):
        raise expected(node, "a whole number")
    return int(text)


def yes_or_no(node: Node) -> bool:
    """One value as true or false."""
    match text_of(node).lower():
        case "true" | "yes" | "on":
            return True
        case "false" | "no" | "off":
            return False
        case _:
            raise expected(node, "true or false")


def texts(node: Node) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(node, Items):
        raise expected(node, "a list of texts")
    return tuple(text_of(each) for each in node.items)


def items_of(node: Node, what: str) -> tuple[Node, ...]:
    """The items of a list."""
    if not isinstance(node, Items):
        raise expected(node, what)
    return node.items


def words(node: Node) -> tuple[str, ...]:
    """A command: a list of words, or a line that is split as a shell would."""
    if isinstance(node, Items):
        return texts(node)
    try:
        return tuple(shlex.split(text_of(node)))
    except ValueError as error:
        raise expected(node, "a command with its quotes closed") from error


def pairs(node: Node) -> dict[str, str | None]:
    """A mapping of texts, or a list of KEY=value; None where a key has no value."""
    match node:
        case Fields(_, entries):
            return {
                key: None if isinstance(each, Scalar) and each.text is None else text_of(each)
                for key, each in entries.items()
            }
        case Items(_, items):
            found: dict[str, str | None] = {}
            for each in items:
                key, equals, value = text_of(each).partition("=")
                if not key:
                    raise expected(each, "KEY=value")
                found[key] = value if equals else None
            return found
        case _:
            raise expected(node, "a mapping, or a list of KEY=value")


def filled_in(found: Mapping[str, str | None], environment: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Pairs in which a key without a value takes it from the environment, or falls away."""
    valued = ((key, environment.get(key) if value is None else value) for key, value in found.items())
    return tuple((key, value) for key, value in valued if value is not None)


def labels_of(node: Node | None) -> tuple[tuple[str, str], ...]:
    """Labels; one without a value is empty."""
    return () if node is None else tuple((key, value or "") for key, value in pairs(node).items())


def seconds(node: Node) -> float:
    """A duration such as 1m30s."""
    text = text_of(node)
    parts = _DURATION_PART.findall(text)
    if text != "0" and (not parts or "".join(number + unit for number, unit in parts) != text):
        raise expected(node, "a duration such as 30s or 1m30s")
    return sum(float(number) * _UNIT_SECONDS[unit] for number, unit in parts)
