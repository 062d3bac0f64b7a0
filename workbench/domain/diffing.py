"""Telling what of a list is new, so that whoever draws it need only compare by identity."""

from collections.abc import Callable, Collection, Iterable
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


def put_in(
    before: tuple[Thing, ...], keys: Collection[str], found: Iterable[Thing], key: Callable[[Thing], str]
) -> tuple[Thing, ...]:
    """The list after the things with these keys were looked for: changed in place, gone, or new in front."""
    new = {key(each): each for each in found}
    changed = tuple(new.pop(key(old), old) for old in before if key(old) in new or key(old) not in keys)
    return (*new.values(), *changed)


def _same(new: Thing, old: Thing | None) -> Thing:
    return old if old is not None and old == new else new
