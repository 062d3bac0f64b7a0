"""The table of variants, in which two keys that move the cursor elsewhere are those of the proof."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from screens.variant_keys import PROVE, PROVE_ALL
from screens.variant_rows import COLUMNS
from screens.widgets.line_table import LineTable

__all__ = ["COLUMNS", "VariantTable"]


class VariantTable(LineTable):
    """A table whose `g` and `G` prove; home and end go to its first and last row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "screen.prove", "Prove", id="variants.prove", tooltip=PROVE),
        Binding("G", "screen.prove_all", "Prove all", show=False, id="variants.prove_all", tooltip=PROVE_ALL),
    ]
