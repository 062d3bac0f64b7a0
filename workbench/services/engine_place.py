"""Tells whether an engine is on this machine: there its published ports can be kept to this machine."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from workbench.engine.engine import Engine

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def remote_host(engine: "Engine") -> str:
    """The host of an engine on another machine, empty for one on this."""
    found = urlsplit(engine.candidate.url)
    host = found.hostname or ""
    return "" if found.scheme in ("unix", "npipe") or host in _THIS_MACHINE else host
