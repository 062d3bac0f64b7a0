"""Telling what of a list is new, so that whoever draws it need only compare by identity."""

from collections.abc import Callable
from typing import TypeVar

Thing = TypeVar("Thing")


def carried_over(
    before: tuple[Thing, ...], after: tuple[Thing, ...], key: Callable[[Thing], str]
) -> tuple[Thing, ...]:
    """The list after, in which everything that is as it was before is the very same object.

    A list in which nothing differs is itself the very same tuple.
    """
    if before == after:
        return before
    known = {key(each): each for each in before}
    return tuple(_same(each, known.get(key(each))) for each in after)


def _same(new: Thing, old: Thing | None) -> Thing:
    return old if old is not None and old == new else new
