"""What a container's log is made of."""

from enum import IntEnum
from typing import NamedTuple


class StdStream(IntEnum):
    """Which stream of a process a line was written to; the numbers are those of the Engine API's frames."""

    STDIN = 0
    STDOUT = 1
    STDERR = 2


class LogLine(NamedTuple):
    """One line as it was written, without its newline; a named tuple, because millions are made.

    The timestamp is the engine's own RFC 3339 text in nanoseconds (it sorts as text), empty where unknown.
    """

    source: str
    stream: StdStream
    timestamp: str
    text: bytes
