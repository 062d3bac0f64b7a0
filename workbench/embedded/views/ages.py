"""Spans of time in Docker's words."""

from __future__ import annotations

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def duration(seconds: float) -> str:
    """Give a span as `docker ps` says it."""
    whole = int(seconds)
    if whole < 1:
        return "Less than a second"
    if whole == 1:
        return "1 second"
    if whole < _MINUTE:
        return f"{whole} seconds"
    if whole < 2 * _MINUTE:
        return "About a minute"
    if whole < _HOUR:
        return f"{whole // _MINUTE} minutes"
    hours = int(seconds / _HOUR + 0.5)
    if hours == 1:
        return "About an hour"
    if hours < 48:
        return f"{hours} hours"
    days = hours // 24
    if days < 14:
        return f"{days} days"
    if days < 60:
        return f"{days // 7} weeks"
    return f"{days // 30} months" if days < 730 else f"{days // 365} years"


def ago(now_ns: int, then_ns: int) -> str:
    """Give how long ago a moment was."""
    return f"{duration((now_ns - then_ns) / 1e9)} ago"
