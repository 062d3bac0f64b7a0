"""Ids and names that are the same again for the same seed."""

from __future__ import annotations

import hashlib
from random import Random

_MOODS = [
    "amber",
    "bold",
    "brisk",
    "calm",
    "clever",
    "eager",
    "fond",
    "gentle",
    "keen",
    "lively",
    "lucid",
    "merry",
    "nimble",
    "quiet",
    "sunny",
    "wise",
]
_PEOPLE = [
    "babbage",
    "curie",
    "darwin",
    "dijkstra",
    "euler",
    "franklin",
    "galois",
    "gauss",
    "goodall",
    "hamilton",
    "hopper",
    "kepler",
    "lamarr",
    "lovelace",
    "noether",
    "turing",
]


def digest(text: str | bytes) -> str:
    """Give the SHA-256 of a text, as hexadecimal digits."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


class Identities:
    """Hands out ids and names; the seed decides them."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._count = 0
        self.random = Random(seed)

    def new_id(self, kind: str) -> str:
        """Give a fresh 64-digit id."""
        self._count += 1
        return digest(f"{self._seed}:{kind}:{self._count}")

    def new_name(self) -> str:
        """Give a name for a container that came without one."""
        return f"{self.random.choice(_MOODS)}_{self.random.choice(_PEOPLE)}"
