"""Looks for an expression in the distinct names of a tree instead of in all of its paths."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from operator import itemgetter
from re import Pattern

from workbench.domain.expressions import Expression
from workbench.domain.found_files import Preorder, both
from workbench.domain.marked_texts import FOUND, between, marks
from workbench.domain.path_expressions import NameExpression

_BLOCK = 512
"""Names looked through at once; other threads have their turn between blocks."""
_END = "/"


class NameSearch:
    """The names of a tree, each once, in small letters or as they are."""

    def __init__(self, order: Preorder, names: Iterable[str]) -> None:
        numbers: dict[str, int] = {}
        self._order = order
        self._numbers = [numbers.setdefault(name, len(numbers)) for name in names]
        # Given a single number too many, for with one alone it would give no tuple.
        self._for_each_node = itemgetter(0, *self._numbers)
        self._names = list(numbers)
        self._blocks = _blocks(self._names)
        self._has_newlines = any("\n" in block for block in self._blocks)
        self._folders = [place for place, end in enumerate(order.ends) if end > place + 1 and place]
        self._first = [place for place, parent in enumerate(order.parents) if not parent]

    def can_find(self, expression: NameExpression) -> bool:
        """Whether names tell all: what reaches from a folder to a name below it stops at a newline."""
        return expression.below is None or not self._has_newlines

    def found(self, expression: NameExpression, in_path: Expression, check: Callable[[], None]) -> bytes:
        """For each node a 1 or a 0: its own name matches, or that of a folder on the way to it."""
        found = bytearray(len(self._numbers))
        if expression.own is not None:
            mark = _replacing(expression.own, "" if self._has_newlines else expression.ending)
            found = bytearray(self._for_each_node(_flags(self._blocks, mark, expression.needed, check))[1:])
        found[0] = 0  # The root has no name to be found by.
        if expression.tells_first_apart:
            for place in self._first:
                found[place] = in_path.search(self._name(place)) is not None
        folders = self._folders
        if expression.below is not None:
            counted = self._below(expression.below)
            found = bytearray(both(bytes(found), counted))
            folders = [place for place in folders if counted[place]]
        ends, filled = self._order.ends, 0
        for place in self._matching(folders, found, expression, in_path, check):
            if place >= filled:
                filled = ends[place]
                found[place + 1 : filled] = b"\1" * (filled - place - 1)
        return bytes(found)

    def _below(self, folder: Pattern[str]) -> bytes:
        """For each node a 1 or a 0: it is below a folder with such a path."""
        below = bytearray(len(self._numbers))
        ends, filled = self._order.ends, 0
        for place, path in zip(self._folders, self._folder_paths, strict=True):
            if place >= filled and folder.search(path):
                filled = ends[place]
                below[place + 1 : filled] = b"\1" * (filled - place - 1)
        return bytes(below)

    @cached_property
    def _folder_paths(self) -> list[str]:
        paths = {0: ""}
        for place in self._folders:
            paths[place] = f"{paths[self._order.parents[place]]}{self._name(place)}/"
        return [paths[place] for place in self._folders]

    def _matching(
        self,
        folders: Sequence[int],
        own: Sequence[int],
        expression: NameExpression,
        in_path: Expression,
        check: Callable[[], None],
    ) -> Iterator[int]:
        """Of folders those whose name matches where something follows it, each before what it holds."""
        above = None
        if expression.above is not None:
            names = _blocks([self._name(place) for place in folders])
            flags = _flags(names, _replacing(expression.above), "", check)
            above = dict(zip(folders, flags, strict=True))
        for place in folders:
            if expression.tells_first_apart and not self._order.parents[place]:
                if in_path.search(f"{self._name(place)}/"):
                    yield place
            elif above[place] if above is not None else own[place]:
                yield place

    def _name(self, place: int) -> str:
        return self._names[self._numbers[place]]


def _blocks(names: Sequence[str]) -> list[str]:
    """Names between slashes, many in one text."""
    return [between(names[start : start + _BLOCK], _END) for start in range(0, len(names), _BLOCK)]


def _replacing(expression: Pattern[str], ending: str = "") -> Callable[[str], str]:
    """What marks the names of a block; to look for an ending alone needs no expression and is far quicker."""
    if ending:
        return lambda block: block.replace(f"{ending}{_END}", f"{FOUND}{_END}")
    return lambda block: expression.sub(FOUND, block)


def _flags(
    blocks: Iterable[str], mark: Callable[[str], str], needed: str, check: Callable[[], None]
) -> bytes:
    """For each name of the blocks a 1 or a 0."""
    flags = bytearray()
    for block in blocks:
        check()
        if needed in block:
            flags.extend(marks(mark(block), _END))
        else:
            flags.extend(bytes(block.count(_END) - 1))
    return bytes(flags)
