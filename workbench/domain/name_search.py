"""Looks for an expression in the distinct names of a tree instead of in all of its paths."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from re import Pattern

from workbench.domain.expressions import Expression
from workbench.domain.found_files import Preorder
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
        self._folders = [place for place, end in enumerate(order.ends) if end > place + 1 and place]
        self._first = [place for place, parent in enumerate(order.parents) if not parent]

    def found(
        self, expression: NameExpression, in_path: Expression, needed: str, check: Callable[[], None]
    ) -> bytes:
        """For each node a 1 or a 0: its own name matches, or that of a folder on the way to it."""
        found = bytearray(len(self._numbers))
        if expression.own is not None:
            own = _flags(self._blocks, expression.own, needed, check)
            found = bytearray(self._for_each_node(own)[1:])
        found[0] = 0  # The root has no name to be found by.
        if expression.tells_first_apart:
            for place in self._first:
                found[place] = in_path.search(self._name(place)) is not None
        ends, filled = self._order.ends, 0
        for place in self._matching_folders(found, expression, in_path, check):
            if place >= filled:
                filled = ends[place]
                found[place + 1 : filled] = b"\1" * (filled - place - 1)
        return bytes(found)

    def _matching_folders(
        self, own: Sequence[int], expression: NameExpression, in_path: Expression, check: Callable[[], None]
    ) -> Iterator[int]:
        """The folders whose name matches where something follows it, each before what it holds."""
        above = None
        if expression.above is not None:
            names = [self._name(place) for place in self._folders]
            above = dict(zip(self._folders, _flags(_blocks(names), expression.above, "", check), strict=True))
        for place in self._folders:
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


def _flags(blocks: Iterable[str], expression: Pattern[str], needed: str, check: Callable[[], None]) -> bytes:
    """For each name of the blocks a 1 or a 0."""
    flags = bytearray()
    for block in blocks:
        check()
        if needed in block:
            flags.extend(marks(expression.sub(FOUND, block), _END))
        else:
            flags.extend(bytes(block.count(_END) - 1))
    return bytes(flags)
