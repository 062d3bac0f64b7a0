"""Signals by name and number."""

from __future__ import annotations

import re
import signal

from workbench.embedded.errors import BadParameter, ServerError

_NUMBER = re.compile(r"[-+]?[0-9]+")
_NUMBERS = {
    **{name.removeprefix("SIG"): int(found) for name, found in signal.Signals.__members__.items()},
    **{f"RTMIN+{step}": signal.SIGRTMIN + step for step in range(1, 16)},
    **{f"RTMAX-{step}": signal.SIGRTMAX - step for step in range(1, 15)},
}


def signal_number(text: str, default: int) -> int:
    """Read a signal as Docker takes it: `9`, `KILL` or `SIGKILL`."""
    if not text:
        return default
    number = int(text) if _NUMBER.fullmatch(text) else _NUMBERS.get(text.upper().removeprefix("SIG"), 0)
    if not number:
        raise BadParameter(f"Invalid signal: {text}")
    return number


def check_sendable(number: int) -> None:
    """Refuse a number that no signal has, in Docker's words."""
    if not 0 < number <= signal.SIGRTMAX:
        # Docker keeps the number without a sign.
        raise ServerError(f"The linux daemon does not support signal {number % 2**64}")


def signal_name(number: int) -> str:
    """Give a signal's name as a shell's `trap` takes it; empty for a number that is none."""
    return next((found.name.removeprefix("SIG") for found in signal.Signals if found.value == number), "")
