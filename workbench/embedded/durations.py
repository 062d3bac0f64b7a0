"""Durations as Docker reads them, by the rules of Go's `time.ParseDuration`: 1h30m, -10s, 0."""

from __future__ import annotations

import re

_UNITS_NS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_PART = r"([0-9]{1,12}\.?[0-9]{0,12}|\.[0-9]{1,12})(ns|us|µs|μs|ms|s|m|h)"
_DURATION = re.compile(rf"[-+]?(?:0|(?:{_PART})+)")


def duration_ns(text: str) -> int | None:
    """Read a duration in nanoseconds; None for what is none."""
    if not _DURATION.fullmatch(text):
        return None
    parts: list[tuple[str, str]] = re.findall(_PART, text)
    length_ns = sum(int(float(number) * _UNITS_NS[unit]) for number, unit in parts)
    return -length_ns if text.startswith("-") else length_ns


def go_duration(length_ns: int) -> str:
    """Write a duration as Go's `Duration.String` does: 1m30s, 500ms, 0s."""
    for unit in ("ns", "µs", "ms"):
        if 0 < length_ns < 1000 * _UNITS_NS[unit]:
            return f"{_decimal(length_ns, _UNITS_NS[unit])}{unit}"
    minutes, rest_ns = divmod(length_ns, _UNITS_NS["m"])
    seconds = f"{_decimal(rest_ns, _UNITS_NS['s'])}s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes}m{seconds}" if hours else f"{minutes}m{seconds}" if minutes else seconds


def _decimal(length_ns: int, unit_ns: int) -> str:
    whole, part = divmod(length_ns, unit_ns)
    digits = str(unit_ns + part)[1:].rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)
