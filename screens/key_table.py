"""The table of keys as the README shows it, made from the bindings themselves."""

from __future__ import annotations

from pathlib import Path

from textual.binding import Binding
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
    parts: list[str] = []
    for title, owners in _places():
        keys = tuple(key for owner in owners for key in class_bindings(_own(owner)))
        parts.append(_table(title, keys))
    return "\n\n".join(parts)


def every_binding() -> dict[str, tuple[str, str]]:
    """Of each binding that has an id, by that: its keys as Textual names them, and what it is for."""
    found: dict[str, tuple[str, str]] = {}
    for _, owners in _places():
        for binding in (each for owner in owners for each in _own(owner)):
            if isinstance(binding, Binding) and binding.id:
                keys = ",".join(filter(None, (found.get(binding.id, ("", ""))[0], binding.key)))
                found[binding.id] = keys, binding.tooltip or binding.description
    return found


def _places() -> list[tuple[str, list[type[object]]]]:
    """Where keys are heard, and the classes that declare them."""
    workspace = Workspace(Wishes(Path()))
    places: list[tuple[str, list[type[object]]]] = [("Everywhere", [WorkbenchApp])]
    for each in NUMBERED:
        screen = make_screen(each.noun, workspace)
        places.append((f"{each.number} {each.title}: {each.purpose}", [type(screen)]))
    for title, widget in (("In a table", LineTable), ("In a tree", LineTree), ("In a log", LineLog)):
        places.append((title, list(reversed(widget.__mro__))))
    return places


def _own(owner: type[object]) -> list[object]:
    """The bindings that a class itself declares."""
    return list(owner.__dict__.get("BINDINGS", ())) if issubclass(owner, DOMNode) else []


def _table(title: str, keys: tuple[ShownBinding, ...]) -> str:
    rows = [f"| {_code(each.key)} | {each.title} | {each.purpose} |" for each in keys]
    return "\n".join([f"**{title}**", "", "| key | does | |", "| --- | --- | --- |", *rows])


def _code(keys: str) -> str:
    return " ".join(f"`{key}`" for key in keys.split())
