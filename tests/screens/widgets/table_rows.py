"""Columns and rows for the tests of the table."""

from collections.abc import Iterable

from textual.message import Message

from screens.widgets.line_table import Column, LineTable, Row

COLUMNS = (
    Column("name", "Name", 10, flexible=True),
    Column("state", "State", 8),
    Column("size", "Size", 6, right=True, priority=1),
    Column("ports", "Ports", 20, priority=2),
)


def rows(names: Iterable[object], state: str = "up") -> list[Row]:
    """A row for each name."""
    return [Row(str(name), (f"name-{name}", state, "1 MB", "80/tcp")) for name in names]


def keys(messages: list[Message], kind: type[LineTable.Highlighted | LineTable.Chosen]) -> list[str | None]:
    """The keys that messages of a kind told, in order."""
    return [message.key for message in messages if type(message) is kind]
