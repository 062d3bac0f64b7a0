"""The table of keys as the README shows it, made from the bindings themselves."""

from __future__ import annotations

from pathlib import Path

from textual.dom import DOMNode

from screens.app import WorkbenchApp
from screens.keys import ShownBinding, class_bindings
from screens.numbered import NUMBERED, make_screen
from screens.widgets.line_log import LineLog
from screens.widgets.line_table import LineTable
from screens.widgets.line_tree import LineTree
from workbench.services.workspace import Wishes, Workspace


def key_table() -> str:
    """Markdown: one table for all screens together, then one for each."""
    workspace = Workspace(Wishes(Path()))
    parts = [_table("Everywhere", class_bindings(_own(WorkbenchApp)))]
    for each in NUMBERED:
        screen = make_screen(each.noun, workspace)
        parts.append(
            _table(f"{each.number} {each.title}: {each.purpose}", class_bindings(_own(type(screen))))
        )
    for title, widget in (("In a table", LineTable), ("In a tree", LineTree), ("In a log", LineLog)):
        keys = tuple(key for owner in reversed(widget.__mro__) for key in class_bindings(_own(owner)))
        parts.append(_table(title, keys))
    return "\n\n".join(parts)


def _own(owner: type[object]) -> list[object]:
    """The bindings that a class itself declares."""
    return list(owner.__dict__.get("BINDINGS", ())) if issubclass(owner, DOMNode) else []


def _table(title: str, keys: tuple[ShownBinding, ...]) -> str:
    rows = [f"| {_code(each.key)} | {each.title} | {each.purpose} |" for each in keys]
    return "\n".join([f"**{title}**", "", "| key | does | |", "| --- | --- | --- |", *rows])


def _code(keys: str) -> str:
    return " ".join(f"`{key}`" for key in keys.split())
