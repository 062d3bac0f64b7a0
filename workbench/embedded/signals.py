"""Signals by name and number."""

from __future__ import annotations

import signal

from workbench.embedded.errors import BadParameter


def signal_number(text: str, default: int) -> int:
    """Read a signal as Docker takes it: `9`, `KILL` or `SIGKILL`."""
    if not text:
        return default
    if text.isdigit():
        return int(text)
    name = text.upper()
    name = name if name.startswith("SIG") else f"SIG{name}"
    if name not in signal.Signals.__members__:
        raise BadParameter(f"Invalid signal: {text}")
    return int(signal.Signals[name])


def signal_name(number: int) -> str:
    """Give a signal's name as a shell's `trap` takes it; empty for a number that is none."""
    return next((found.name.removeprefix("SIG") for found in signal.Signals if found.value == number), "")
