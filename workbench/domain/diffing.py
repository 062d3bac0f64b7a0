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
    """The list after the things with these keys were looked for: changed in place, gone, or new in front.

    What is as it was is the very same object, also the list.
    """
    new = {key(each): each for each in found}
    after: list[Thing] = []
    for old in before:
        its_key = key(old)
        if its_key in new:
            after.append(_same(new.pop(its_key), old))
        elif its_key not in keys:
            after.append(old)
    return before if not new and before == tuple(after) else (*new.values(), *after)


def _same(new: Thing, old: Thing | None) -> Thing:
    return old if old is not None and old == new else new
