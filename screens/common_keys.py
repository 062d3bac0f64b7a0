"""Keys that mean the same on several screens, each under an id of that screen's own."""

from __future__ import annotations

from textual.binding import Binding, BindingType


def tab_keys(noun: str, *, shown: bool = False, next_keys: str = "right_square_bracket") -> list[BindingType]:
    """The keys that turn the tabs of a pane."""
    return [
        Binding(
            "left_square_bracket",
            "turn(-1)",
            "Previous tab",
            key_display="[",
            show=shown,
            id=f"{noun}.previous_tab",
        ),
        Binding(next_keys, "turn(1)", "Next tab", key_display="]", show=shown, id=f"{noun}.next_tab"),
    ]


def list_keys(noun: str) -> list[BindingType]:
    """The keys that order a table and filter it."""
    return [
        Binding(
            "escape",
            "drop_filter",
            "Drop filter",
            key_display="esc",
            show=False,
            id=f"{noun}.drop_filter",
            tooltip="show everything again",
        ),
        Binding("o", "sort", "Sort", show=False, id=f"{noun}.sort", tooltip="order by another column"),
        Binding(
            "slash",
            "filter",
            "Filter",
            key_display="/",
            id=f"{noun}.filter",
            tooltip="show only what matches",
        ),
    ]
