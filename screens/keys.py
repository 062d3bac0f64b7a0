"""What the keys do, read from the bindings: for the help, the palette and the README."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.screen import Screen

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode

_NAMES = {
    "question_mark": "?",
    "colon": ":",
    "dollar_sign": "$",
    "slash": "/",
    "ampersand": "&",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "esc",
    "plus": "+",
    "minus": "-",
    "asterisk": "*",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


@dataclass(frozen=True, slots=True)
class ShownBinding:
    """One key with its id, its title and what it is for."""

    id: str
    key: str
    title: str
    purpose: str
    action: str
    owner: DOMNode | None = None

    def run(self, app: App[int], screen: Screen[object]) -> Callable[[], None]:
        """A call that does what the key does."""

        def do() -> None:
            app.call_later(app.run_action, self.action, self.owner or screen)

        return do


def key_name(key: str) -> str:
    """A key as a keyboard shows it."""
    modifiers, plus, last = key.rpartition("+")
    return f"{modifiers}{plus}{_NAMES.get(last, last)}"


def shown_bindings(screen: Screen[object]) -> tuple[ShownBinding, ...]:
    """The keys that work on a screen now and have a title, each action once with all its keys."""
    found: dict[tuple[str, str], ShownBinding] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.description and binding.id and not binding.system:
            _add(found, binding, active.node)
    return tuple(found.values())


def class_bindings(bindings: Iterable[object]) -> tuple[ShownBinding, ...]:
    """The keys that a class declares, for a table that needs no running application."""
    found: dict[tuple[str, str], ShownBinding] = {}
    for binding in bindings:
        if isinstance(binding, Binding) and binding.description and binding.id:
            _add(found, binding, None)
    return tuple(found.values())


def help_text(screen: Screen[object]) -> str:
    """The keys of a screen as aligned lines, those of the screen before those of the whole program."""
    shown = shown_bindings(screen)
    groups: dict[str, list[ShownBinding]] = {}
    for each in shown:
        groups.setdefault(each.id.partition(".")[0], []).append(each)
    order = sorted(groups, key=lambda name: (name == "app", name in ("table", "tree", "log")))
    width = max((len(each.key) for each in shown), default=0)
    title_width = max((len(each.title) for each in shown), default=0)
    lines: list[str] = []
    for name in order:
        lines += [name.replace("_", " ").title(), ""]
        lines += [
            f"  {each.key:<{width}}  {each.title:<{title_width}}  {each.purpose}".rstrip()
            for each in groups[name]
        ]
        lines.append("")
    return "\n".join(lines)


def ending_text(screen: Screen[object]) -> str:
    """What ends something from here: the keys as they work now, a person's own ones too."""
    shown = {each.id: each for each in shown_bindings(screen)}
    lines = [f"{quits.key} leaves."] if (quits := shown.get("app.quit")) else []
    if cancel := next((each for each in shown.values() if each.id.endswith(".cancel")), None):
        lines.append(f"{cancel.key} cancels on {cancel.id.partition('.')[0].title()}: {cancel.purpose}.")
    elif (builds := shown.get("app.variants")) and (plans := shown.get("app.stack")):
        # The same letter may do something else here, so the screens are named and not their keys.
        lines.append(f"Cancel builds on {builds.title} ({builds.key}), plans on {plans.title} ({plans.key}).")
    # A field takes every letter for itself.
    return "\n".join(lines) or "esc leaves this field; then the other keys work again."


def _add(found: dict[tuple[str, str], ShownBinding], binding: Binding, owner: DOMNode | None) -> None:
    assert binding.id is not None
    keys = [binding.key_display] if binding.key_display else [key_name(key) for key in binding.key.split(",")]
    place = (binding.id, binding.action)
    if place in found:
        keys = [*found[place].key.split(" "), *keys]
    found[place] = ShownBinding(
        binding.id, " ".join(dict.fromkeys(keys)), binding.description, binding.tooltip, binding.action, owner
    )
