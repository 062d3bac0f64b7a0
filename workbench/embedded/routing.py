"""Which function answers which path."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from workbench.embedded.host import Host
    from workbench.embedded.http import Exchange

    Handler: TypeAlias = Callable[[Host, Exchange], Awaitable[None]]

_VERSION = re.compile(r"/v(\d+)\.(\d+)(?=/)")


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint."""

    method: str
    pattern: re.Pattern[str]
    handler: Handler


class Router:
    """A set of endpoints; the first that fits answers."""

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def on(self, method: str, path: str) -> Callable[[Handler], Handler]:
        """Let the decorated function answer a path; `{name}` takes one part, `{name*}` several."""
        pattern = re.sub(r"\{(\w+)\*\}", r"(?P<\1>.+)", path)
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern)

        def register(handler: Handler) -> Handler:
            self._routes.append(Route(method, re.compile(pattern), handler))
            return handler

        return register

    def include(self, other: Router) -> None:
        """Take over another router's endpoints."""
        self._routes += other._routes

    def match(self, method: str, path: str) -> tuple[Handler, Mapping[str, str]] | None:
        """Find who answers, and the path's parts."""
        for route in self._routes:
            if route.method == method:
                found = route.pattern.fullmatch(path)
                if found:
                    return route.handler, found.groupdict()
        return None


def split_version(path: str) -> tuple[tuple[int, int] | None, str]:
    """Take the API version off the front of a path."""
    found = _VERSION.match(path)
    if not found:
        return None, path
    return (int(found[1]), int(found[2])), path[found.end() :]
