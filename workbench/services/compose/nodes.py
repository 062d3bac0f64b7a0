"""A YAML file as a tree in which every value knows where it stands."""

import re
from dataclasses import dataclass

import yaml

from workbench.domain.errors import ComposeError
from workbench.domain.text import clean

# Aliases can make a small file unfold into a huge tree.
_NODES_AT_MOST = 20_000
_DEPTH_AT_MOST = 64
_SHOWN_CHARACTERS = 60
_UNFIT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: the file, the line (from 1), and the keys that lead to it."""

    file: str
    line: int
    path: str = ""

    def under(self, key: str, line: int) -> "Place":
        """The place of a key's value in the mapping that stands here."""
        return Place(self.file, line, f"{self.path}.{key}" if self.path else key)

    def at(self, index: int, line: int) -> "Place":
        """The place of an item in the list that stands here."""
        return Place(self.file, line, f"{self.path}[{index}]")

    def complain(self, problem: str, hint: str = "") -> ComposeError:
        """The error that says what is wrong here."""
        subject = f"{self.path} " if self.path else ""
        return ComposeError(f"{self.file}, line {self.line}: {clean(subject + problem)}.", hint)


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it was written; the text is None for null."""

    place: Place
    text: str | None


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Place
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping, in the order of the file."""

    place: Place
    entries: "dict[str, Node]"


Node = Scalar | Items | Fields


def described(node: Node) -> str:
    """What a value is, for a complaint about it."""
    match node:
        case Scalar(_, text):
            return "empty" if text is None else f'"{clean(text, _SHOWN_CHARACTERS)}"'
        case Items():
            return "a list"
        case Fields():
            return "a mapping"


def expected(node: Node, what: str, hint: str = "") -> ComposeError:
    """The error that says what stands here and what was expected."""
    return node.place.complain(f"is {described(node)}, expected {what}", hint)


def parse(text: str, file: str) -> Fields:
    """The tree of a YAML text whose top is a mapping; raises ComposeError."""
    try:
        root = yaml.SafeLoader(text).get_single_node()
        tree = None if root is None else _Tree().node(root, Place(file, 1), 0)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = f"is not valid YAML: {error.problem or error.context or 'it cannot be read'}"
        raise Place(file, line).complain(problem, "Check the indentation and the quotes there.") from error
    except yaml.YAMLError as error:
        raise Place(file, 1).complain(f"is not valid YAML: {str(error).splitlines()[0]}") from error
    except RecursionError as error:
        raise Place(file, 1).complain("is nested too deeply to be read") from error
    match tree:
        case Fields():
            return tree
        case None:
            raise Place(file, 1).complain("is empty, expected at least `services:`")
        case _:
            raise expected(tree, "a mapping with `services:`")


class _Tree:
    """Turns the YAML library's nodes into ours, within bounds."""

    def __init__(self) -> None:
        self._count = 0
        self._merged: set[int] = set()

    def node(self, raw: yaml.Node, place: Place, depth: int) -> Node:
        self._count += 1
        if self._count > _NODES_AT_MOST or depth > _DEPTH_AT_MOST:
            raise place.complain("unfolds into more values than a compose file can need")
        match raw:
            case yaml.MappingNode():
                return Fields(place, self._entries(raw, place, depth))
            case yaml.SequenceNode():
                items = (
                    self.node(each, place.at(index, _line(each)), depth + 1)
                    for index, each in enumerate(raw.value)
                )
                return Items(place, tuple(items))
            case _:
                is_null = raw.tag == "tag:yaml.org,2002:null"
                return Scalar(place, None if is_null else _fit(str(raw.value), place))

    def _entries(self, raw: yaml.MappingNode, place: Place, depth: int) -> dict[str, Node]:
        # A merge puts its keys before the mapping's own, so that those win: repeated keys are right after it.
        if id(raw) not in self._merged:
            self._merged.add(id(raw))
            _refuse_repeated_keys(raw, place)
            yaml.SafeLoader("").flatten_mapping(raw)
        entries: dict[str, Node] = {}
        for key, value in raw.value:
            name = _key(key, place)
            entries[name] = self.node(value, place.under(name, _line(key)), depth + 1)
        return entries


def _refuse_repeated_keys(raw: yaml.MappingNode, place: Place) -> None:
    lines: dict[str, int] = {}
    for key, _ in raw.value:
        name = _key(key, place)
        if name in lines:
            raise place.under(name, _line(key)).complain(f"stands twice, first on line {lines[name]}")
        lines[name] = _line(key)


def _fit(text: str, place: Place) -> str:
    """The text, if a path or an argument can hold it."""
    if _UNFIT.search(text):
        raise place.complain("has a character that no path or argument can hold")
    return text


def _key(key: yaml.Node, place: Place) -> str:
    if not isinstance(key, yaml.ScalarNode):
        raise Place(place.file, _line(key), place.path).complain("has a key that is not a plain word")
    return _fit(str(key.value), Place(place.file, _line(key), place.path))


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1
