"""The keys of the Variants screen."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from screens.common_keys import list_keys, tab_keys

PROVE = "start it apart, ask it, look inside, take it all down"
PROVE_ALL = "prove all that are built"

VARIANT_KEYS: tuple[BindingType, ...] = (
    Binding("b", "build", "Build", id="variants.build", tooltip="build the marked variants, or this one"),
    Binding("B", "build_all", "Build all", id="variants.build_all", tooltip="build all variants"),
    Binding(
        "N",
        "build(True)",
        "Build anew",
        show=False,
        id="variants.build_anew",
        tooltip="build without the cache",
    ),
    Binding(
        "O",
        "do('options')",
        "Build options",
        show=False,
        id="variants.options",
        tooltip="arguments, target, cache, pull, platform, network, labels",
    ),
    Binding(
        "W",
        "do('what_if')",
        "What if",
        show=False,
        id="variants.what_if",
        tooltip="which steps a changed file would run again, and how long that takes",
    ),
    Binding(
        "g",
        "prove",
        "Prove",
        id="variants.prove",
        tooltip=PROVE,
    ),
    Binding("G", "prove_all", "Prove all", show=False, id="variants.prove_all", tooltip=PROVE_ALL),
    Binding(
        "K", "cancel", "Cancel", id="variants.cancel", tooltip="end its build or proof, on the engine too"
    ),
    Binding(
        "Z", "cancel(True)", "Cancel all", show=False, id="variants.cancel_all", tooltip="end all of them"
    ),
    Binding(
        "less_than_sign",
        "move(-1)",
        "Earlier",
        key_display="<",
        show=False,
        id="variants.earlier",
        tooltip="build it earlier in the queue",
    ),
    Binding(
        "greater_than_sign",
        "move(1)",
        "Later",
        key_display=">",
        show=False,
        id="variants.later",
        tooltip="build it later in the queue",
    ),
    Binding(
        "h",
        "do('history')",
        "History",
        show=False,
        id="variants.history",
        tooltip="its past builds, compared",
    ),
    Binding(
        "L",
        "do('log')",
        "Build log",
        show=False,
        id="variants.log",
        tooltip="its whole output, searched and saved",
    ),
    Binding("n", "do('recipe')", "New", id="variants.new", tooltip="a new variant from a recipe"),
    Binding(
        "i", "figures", "How measured", id="variants.figures", tooltip="every figure, and how it was measured"
    ),
    Binding(
        "m",
        "do('measure')",
        "Measure",
        show=False,
        id="variants.measure",
        tooltip="what a push sends, packages and shells",
    ),
    Binding("E", "edit", "Edit", id="variants.edit", tooltip="edit the Dockerfile in $EDITOR"),
    Binding("F", "advice", "Advice", id="variants.advice", tooltip="see what could be better, and mend it"),
    Binding("x", "do('export')", "Report", show=False, id="variants.export", tooltip="write a report"),
    Binding(
        "c",
        "do('compare')",
        "Compare",
        show=False,
        id="variants.compare",
        tooltip="compare two marked variants",
    ),
    Binding(
        "space",
        "mark",
        "Mark",
        show=False,
        id="variants.mark",
        tooltip="mark it, for doing one thing to several",
    ),
    *list_keys("variants"),
    Binding(
        "enter", "layers", "Layers", show=False, id="variants.layers", tooltip="read the built image's layers"
    ),
    *tab_keys("variants"),
    Binding("tab", "other_pane", "Other pane", show=False, id="variants.other_pane"),
    Binding(
        "y", "copy", "Copy", show=False, id="variants.copy", tooltip="copy the whole output of this build"
    ),
)
