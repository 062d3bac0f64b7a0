"""The rows of a table, all there from the start or each made when it is looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

from screens.widgets.spans import Span

Cell: TypeAlias = Span
"""The text of a cell and the name of its style."""

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a key that no other row has, and a cell for each column."""

    key: str
    cells: tuple[Cell | str, ...]


class Rows(Protocol):
    """What a table shows: rows in an order, each with a key of its own."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def key_at(self, index: int) -> str:
        """The key of a row, without making the row."""
        ...

    def index_of(self, key: str) -> int | None:
        """Where the row with a key stands; None when there is none."""
        ...

    def between(self, start: int, stop: int) -> list[Row]:
        """The rows from one place to before another."""
        ...


class ListedRows:
    """Rows that are all there."""

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        self._rows = list(rows)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._rows)

    def key_at(self, index: int) -> str:
        """The key of a row."""
        return self._rows[index].key

    def index_of(self, key: str) -> int | None:
        """Where the row with a key stands."""
        return next((index for index, row in enumerate(self._rows) if row.key == key), None)

    def between(self, start: int, stop: int) -> list[Row]:
        """The rows from one place to before another."""
        return self._rows[start:stop]


class MadeRows(Generic[Thing]):
    """Rows made of things when they are seen: of ten thousand, a screen shows forty."""

    def __init__(
        self, things: Sequence[Thing], key: Callable[[Thing], str], make: Callable[[Thing], Row]
    ) -> None:
        self._things = things
        self._key = key
        self._make = make

    def __len__(self) -> int:
        """How many there are."""
        return len(self._things)

    def key_at(self, index: int) -> str:
        """The key of a row."""
        return self._key(self._things[index])

    def index_of(self, key: str) -> int | None:
        """Where the row with a key stands."""
        keys = map(self._key, self._things)
        return next((index for index, each in enumerate(keys) if each == key), None)

    def between(self, start: int, stop: int) -> list[Row]:
        """The rows from one place to before another, made now."""
        return [self._make(each) for each in self._things[start:stop]]
