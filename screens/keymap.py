"""A person's own keys: taken when the program starts, and a file of all keys written on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.errors import WorkbenchError
from workbench.services.user_keymap import keymap_file, read_keymap, write_keymap_template

if TYPE_CHECKING:
    from screens.app import WorkbenchApp


def take_keymap(app: WorkbenchApp) -> None:
    """Give bindings the keys that the person's file names; say what in it is of no use."""
    try:
        keymap = read_keymap(keymap_file())
    except WorkbenchError as error:
        app.notify(f"{error.message}\n{error.hint}", title="Your keys", severity="warning", markup=False)
        return
    if not keymap:
        return
    app.set_keymap(keymap)
    from screens.key_table import every_binding  # brings every screen along

    unknown = sorted(set(keymap) - set(every_binding()))
    if unknown:
        words = f"No such binding: {', '.join(unknown)}"
        app.notify(f"{words}\n{keymap_file()}", title="Your keys", severity="warning", markup=False)


def write_keymap(app: WorkbenchApp) -> None:
    """Write a file in which every key can be changed, and say where it is."""
    from screens.key_table import every_binding  # brings every screen along

    path = keymap_file()
    try:
        write_keymap_template(path, every_binding())
    except WorkbenchError as error:
        app.notify(f"{error.message}\n{error.hint}", title="Your keys", severity="warning", markup=False)
        return
    app.notify(f"{path}\nIt is read when the program starts.", title="Your keys", markup=False)
