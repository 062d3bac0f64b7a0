"""A course of numbers as one line of text."""

from collections.abc import Sequence

_LEVELS = "▁▂▃▄▅▆▇█"


def spark(values: Sequence[float], width: int, top: float | None = None) -> str:
    """The last `width` values as blocks, at the right; `top` is the full height, else the greatest value."""
    if width < 1:
        return ""
    last = [max(0.0, value) for value in values[-width:]]
    height = top if top is not None else max(last, default=0.0)
    if height <= 0:
        return (_LEVELS[0] * len(last)).rjust(width)
    highest = len(_LEVELS) - 1
    return "".join(_LEVELS[min(highest, round(value / height * highest))] for value in last).rjust(width)
