"""Many texts in one, so that one search goes through them all, and which of them were marked by it."""

from collections.abc import Sequence

FOUND = "\0"
"""Stands for a match and the rest of its text; no path holds it."""


def between(texts: Sequence[str], end: str) -> str:
    """The texts one after another, a sign that none of them holds before and after each."""
    return f"{end}{end.join(texts)}{end}"


def marks(marked: str, end: str) -> bytes:
    """For each of the texts a 1 where it ends with a match, else a 0."""
    signs = marked.encode("utf-8", "surrogateescape").translate(None, _OTHERS[end])
    return signs[1:].replace(f"{FOUND}{end}".encode(), b"\1").replace(end.encode(), b"\0")


_OTHERS = {end: bytes(set(range(256)) - {ord(FOUND), ord(end)}) for end in "/\n"}
