"""What the palette finds: every key of the screen in front by its name, themes, keys, troubles."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.screen import Screen

from screens.keymap import write_keymap
from screens.keys import shown_bindings
from screens.troubles import trouble_commands
from styles.themes import THEMES
from workbench.domain.inventory import Inventory

if TYPE_CHECKING:
    from screens.app import WorkbenchApp


def palette_commands(
    app: WorkbenchApp, screen: Screen[object], inventory: Inventory
) -> Iterator[SystemCommand]:
    """All that can be found on a screen."""
    for each in shown_bindings(screen):
        yield SystemCommand(each.title, f"{each.key}  {each.purpose}", each.run(app, screen))
    for theme in THEMES:
        turn_to = partial(setattr, app, "theme", theme.name)
        yield SystemCommand(f"Theme: {theme.name}", "change how the program looks", turn_to)
    yield SystemCommand(
        "Keys: write a file to change them", "every key can be another", partial(write_keymap, app)
    )
    if (faults := app.workspace.troubles) is not None:
        yield from trouble_commands(faults, inventory)
