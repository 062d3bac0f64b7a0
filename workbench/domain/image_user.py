"""Who containers of an image run as, reckoned as engines do: a number, or a name in its /etc/passwd."""

import re
from collections.abc import Iterator

from workbench.domain.file_trees import FileTree

_USERS = "etc/passwd"
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_LARGEST_NUMBER = (1 << 31) - 1


def names_root(user: str) -> bool:
    """Whether a user is root by what is written alone, as a Dockerfile or an image has it."""
    name = user.partition(":")[0]
    return name in ("", "root") or _number(name) == 0


def user_number(user: str, tree: FileTree) -> int | None:
    """The number that containers run under; None for a name that the image's files give no number.

    The user is written as in a Dockerfile: `name`, `number`, either with `:group`, or empty for root.
    """
    if names_root(user):
        return 0
    name = user.partition(":")[0]
    if (number := _number(name)) is not None:
        return number
    numbers = list(_numbers_of(name, tree.kept(_USERS)))
    # Most engines take the first line with a name, and not all split lines alike: root anywhere is root.
    return None if not numbers or None in numbers else 0 if 0 in numbers else numbers[0]


def _numbers_of(name: str, users: str) -> Iterator[int | None]:
    """The number in each line with that name; engines take what is no number for 0."""
    for line in users.split("\n"):
        found, _, rest = line.partition(":")
        if found.strip() == name:
            field = [*rest.split(":"), ""][1].strip()
            yield _number(field) if _NUMBER.fullmatch(field) else 0


def _number(text: str) -> int | None:
    """What engines read as the number of a user; None for what is none, or none that a user can have."""
    number = int(text) if _NUMBER.fullmatch(text) else -1
    return number if 0 <= number <= _LARGEST_NUMBER else None
