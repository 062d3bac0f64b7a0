"""What the containers of a crowd have logged: each kind in a form that such programs write in."""

from __future__ import annotations

import json

from workbench.embedded.logs import LogBuffer, Source

_GREEN, _PLAIN = "\x1b[32m", "\x1b[0m"
_TRACE = (
    "Traceback (most recent call last):\n"
    '  File "/app/main.py", line 12, in <module>\n'
    "    main()\n"
    "RuntimeError: no work is left for {kind} {number}\n"
)


def write_first_words(logs: LogBuffer, kind: str, number: int, image: str, exit_code: int) -> None:
    """Let a container say that it has started, and as what; one that failed ends with a trace."""
    logs.write(Source.STDOUT, f"{kind} {number} has started, {image}\n".encode())
    match kind:
        case "web":
            entry = {"level": "info", "service": kind, "number": number, "message": "listening"}
            logs.write(Source.STDOUT, f"{json.dumps(entry)}\n".encode())
        case "worker":
            logs.write(Source.STDOUT, f"{_GREEN}INFO{_PLAIN} worker {number} waits for work\n".encode())
        case _:
            pass
    if exit_code:
        logs.write(Source.STDERR, _TRACE.format(kind=kind, number=number).encode())
