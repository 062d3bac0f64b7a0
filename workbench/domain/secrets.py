"""Which values must not be read off a screen."""

import re

MASK = "••••••"

_SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)?$|secret|token|api_?key|private_?key|access_?key|credential|(^|_)auth$|_pwd$|dsn$",
    re.IGNORECASE,
)
_URL_PASSWORD = re.compile(r"(?P<head>[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s@/]+(?=@)", re.IGNORECASE)


def is_secret_name(name: str) -> bool:
    """Whether a variable of this name usually holds a secret."""
    return bool(_SECRET_NAME.search(name))


def masked_value(name: str, value: str) -> str:
    """The value as a screen may show it: hidden for secret names, passwords in URLs hidden too."""
    if value and is_secret_name(name):
        return MASK
    return _URL_PASSWORD.sub(rf"\g<head>{MASK}", value)


def masked_assignment(text: str) -> str:
    """`NAME=value` as a screen may show it."""
    name, equals, value = text.partition("=")
    return f"{name}={masked_value(name, value)}" if equals else text
