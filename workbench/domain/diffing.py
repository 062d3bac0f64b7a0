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
    places = [(place, its_key) for place, its_key in enumerate(map(key, before)) if its_key in keys]
    after = list(before)
    # From the end, so that what is gone moves no place that is still to come.
    for place, its_key in reversed(places):
        if its_key in new:
            after[place] = _same(new.pop(its_key), before[place])
        else:
            del after[place]
    is_same = len(after) == len(before) and all(after[place] is before[place] for place, _ in places)
    return before if is_same and not new else (*new.values(), *after)


def _same(new: Thing, old: Thing | None) -> Thing:
    return old if old is not None and old == new else new
