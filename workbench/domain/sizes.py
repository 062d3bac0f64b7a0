"""Sizes as a person writes them: `100MB`, `1.5 GiB`, `20k`, or plain bytes."""

import re

_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)\s*([kmgt]?)(i?)b?", re.IGNORECASE)
_DECIMAL = {"": 1, "k": 1000, "m": 1000**2, "g": 1000**3, "t": 1000**4}
_BINARY = {"k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}


def parse_size(text: str) -> int:
    """The bytes; decimal units but for those with an i (KiB). Raises ValueError for what is no size."""
    match = _SIZE.fullmatch(text.strip())
    unit = match[2].lower() if match else ""
    if match is None or (match[3] and not unit):
        raise ValueError(f"{text} is no size")
    return round(float(match[1]) * (_BINARY if match[3] else _DECIMAL)[unit])
