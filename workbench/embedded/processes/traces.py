"""The stack trace that the sample app logs when its Redis does not answer."""

from __future__ import annotations

import posixpath
import re

from workbench.embedded.processes.sample_app import StoreUnreachable
from workbench.embedded.processes.web_app import WebApp

# Where each function of the app's store speaks with Redis.
_CALLS = {"last": "_redis.lrange(", "add": "pipeline.execute(", "ping": "_redis.ping("}


def trace(app: WebApp, view: str, function: str, error: StoreUnreachable) -> str:
    """Tell the way from the app's view to its store; the Redis client's own part is left out."""
    frames = _frame(app, "app.py", view, f"store.{function}(")
    frames += _frame(app, "store.py", function, _CALLS[function])
    return f"Traceback (most recent call last):\n{frames}redis.exceptions.{error.kind}: {error}\n"


def _frame(app: WebApp, file: str, function: str, call: str) -> str:
    """Find the call in the container's own source; empty when somebody has changed it."""
    source = (app.read(file) or b"").decode("utf-8", "replace")
    inside = False
    for number, line in enumerate(source.splitlines(), start=1):
        if line[:1].strip():
            inside = re.match(rf"def {function}\b", line) is not None
        elif inside and call in line:
            path = posixpath.join("/", app.folder, file)
            return f'  File "{path}", line {number}, in {function}\n    {line.strip()}\n'
    return ""
