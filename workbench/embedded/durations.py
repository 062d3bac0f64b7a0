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
