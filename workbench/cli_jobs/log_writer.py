"""Writes log lines: exact bytes into a pipe, harmless text with its colours on a terminal, or JSON."""

import json
import re
import sys
from collections.abc import Iterable, Sequence

from workbench.domain.logs import LogLine
from workbench.domain.text import clean, decode

_SGR = re.compile(r"(\x1b\[[0-9;:]*m)")
_RESET = "\x1b[0m"


class LogWriter:
    """Writes to stdout; with several containers each line begins with its container's name."""

    def __init__(self, names: Sequence[str], *, as_json: bool) -> None:
        self._width = max(map(len, names), default=0) if len(names) > 1 else 0
        self._as_json = as_json
        self._is_terminal = sys.stdout.isatty()

    def write(self, lines: Iterable[LogLine]) -> None:
        """Write lines; the caller flushes."""
        render = self._json if self._as_json else self._shown if self._is_terminal else self._exact
        sys.stdout.buffer.write(b"".join(map(render, lines)))

    def flush(self) -> None:
        """Hand on what was written."""
        sys.stdout.buffer.flush()

    def _exact(self, line: LogLine) -> bytes:
        return self._prefix(line).encode() + line.text + b"\n"

    def _shown(self, line: LogLine) -> bytes:
        return (self._prefix(line) + harmless(decode(line.text)) + "\n").encode("utf-8", "replace")

    def _json(self, line: LogLine) -> bytes:
        document = {
            "container": line.source,
            "stream": line.stream.name.lower(),
            "timestamp": line.timestamp or None,
            "text": decode(line.text),
        }
        return json.dumps(document).encode() + b"\n"

    def _prefix(self, line: LogLine) -> str:
        return f"{clean(line.source):<{self._width}} | " if self._width else ""


def harmless(text: str) -> str:
    """Text that a terminal may get: colours kept and ended with the line, every other control cleaned."""
    if text.isascii() and text.isprintable():
        return text
    pieces = _SGR.split(text)
    # Every second piece is a colour.
    shown = "".join(piece if index % 2 else clean(piece, len(piece)) for index, piece in enumerate(pieces))
    return shown + _RESET if len(pieces) > 1 else shown
