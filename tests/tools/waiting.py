"""Waiting for what becomes true by itself, with an end to it."""

import asyncio
import time
from collections.abc import Callable

_PAUSE_SECONDS = 0.01
# A machine that runs several engines at once is slow; what holds costs nothing of it.
_PATIENCE = 3


def wait_until(predicate: Callable[[], object], timeout_seconds: float = 10.0, what: str = "") -> None:
    """Return as soon as the predicate holds; fail with its name once the time is over."""
    timeout_seconds *= _PATIENCE
    deadline = time.monotonic() + timeout_seconds
    while not predicate():
        _fail_after(deadline, predicate, timeout_seconds, what)
        time.sleep(_PAUSE_SECONDS)


async def wait_until_async(
    predicate: Callable[[], object], timeout_seconds: float = 10.0, what: str = ""
) -> None:
    """Do the same while the event loop of a running app goes on."""
    timeout_seconds *= _PATIENCE
    deadline = time.monotonic() + timeout_seconds
    while not predicate():
        _fail_after(deadline, predicate, timeout_seconds, what)
        await asyncio.sleep(_PAUSE_SECONDS)


def _fail_after(deadline: float, predicate: Callable[[], object], timeout_seconds: float, what: str) -> None:
    if time.monotonic() > deadline:
        name = what or getattr(predicate, "__qualname__", repr(predicate))
        raise AssertionError(f"still not so after {timeout_seconds:g} s: {name}")
