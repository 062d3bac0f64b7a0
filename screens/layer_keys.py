"""The keys of the Layers screen, and on which of its tabs each works."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from screens.common_keys import tab_keys

LAYER_KEYS: tuple[BindingType, ...] = (
    Binding(
        "slash",
        "pane('filter')",
        "Filter",
        key_display="/",
        id="layers.filter",
        tooltip="find images, or files",
    ),
    Binding("n", "pane('next_change')", "Next", id="layers.next_change", tooltip="the next changed file"),
    Binding(
        "N",
        "pane('previous_change')",
        "Previous change",
        show=False,
        id="layers.previous_change",
        tooltip="the changed file before",
    ),
    Binding("v", "pane('view')", "View", id="layers.view", tooltip="show what the file holds"),
    Binding("x", "pane('save')", "Save", id="layers.save", tooltip="save the file or folder to this machine"),
    Binding(
        "a",
        "pane('whole')",
        "All/Layer",
        id="layers.whole",
        tooltip="all files up to it, or only what it did",
    ),
    Binding("z", "pane('order')", "By size", id="layers.order", tooltip="the largest first, or by name"),
    Binding("f", "files", "Files", id="layers.files", tooltip="the files of the layer under the cursor"),
    Binding("w", "waste", "Waste", id="layers.waste", tooltip="what of the image's bytes nobody needs"),
    Binding("c", "compare", "Compare", id="layers.compare", tooltip="this image side by side with another"),
    Binding("o", "choose", "Other image", id="layers.choose", tooltip="choose the image that is shown"),
    Binding("E", "unfold", "Unfold all", id="layers.unfold", tooltip="unfold the whole tree"),
    Binding("C", "fold", "Fold all", show=False, id="layers.fold", tooltip="fold the whole tree"),
    *tab_keys("layers"),
    Binding(
        "escape",
        "back",
        "Back",
        key_display="esc",
        show=False,
        id="layers.back",
        tooltip="stop reading, drop the filter, or go back to all images",
    ),
)
"""An action of a pane is carried out by the pane in front, where that pane has it."""

TABS = (
    ("forest", "All images"),
    ("history", "One image"),
    ("files", "Files"),
    ("waste", "Waste"),
    ("compare", "Compare"),
)
