"""The engine's moments: RFC 3339 text with nanoseconds, and seconds since 1970 as its requests want them."""

import re
from datetime import datetime

_FRACTION = re.compile(r"\.(\d{1,9})\d*")


def seconds_since_epoch(moment: str) -> str:
    """Seconds since 1970 with nine digits after the point, none of RFC 3339 text's digits lost.

    Raises ValueError for what is neither a number nor such a text.
    """
    if re.fullmatch(r"\d+(\.\d+)?", moment):
        return moment
    fraction = _FRACTION.search(moment)
    whole = datetime.fromisoformat(_FRACTION.sub("", moment))
    return f"{int(whole.timestamp())}.{fraction[1].ljust(9, '0') if fraction else '000000000'}"


def nanoseconds_since_epoch(moment: str) -> int:
    """Nanoseconds since 1970 of RFC 3339 text."""
    seconds, _, fraction = seconds_since_epoch(moment).partition(".")
    return int(seconds) * 1_000_000_000 + int(fraction.ljust(9, "0") or 0)
