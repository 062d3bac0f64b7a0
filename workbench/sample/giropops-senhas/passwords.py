"""Makes passwords from the operating system's source of randomness."""

import secrets
import string

CLASSES = {
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "digits": string.digits,
    "symbols": "!#$%&*+-=?@^_",
}
SHORTEST = 4
LONGEST = 128


class WrongChoice(Exception):
    """No password can be made as it was asked for."""


def make_password(length: int, classes: list[str]) -> str:
    """A random password with at least one character of each chosen class."""
    if not SHORTEST <= length <= LONGEST:
        raise WrongChoice(f"length must be between {SHORTEST} and {LONGEST}")
    if not classes:
        raise WrongChoice("choose at least one of " + ", ".join(CLASSES))
    alphabet = "".join(CLASSES[name] for name in classes)
    characters = [secrets.choice(CLASSES[name]) for name in classes]
    characters += [secrets.choice(alphabet) for _ in range(length - len(characters))]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)
