"""A container's log lines put together from what the engine sends, exact to the byte."""

import re
from collections.abc import Sequence

from workbench.domain.errors import EngineRefused
from workbench.domain.logs import LogLine, StdStream
from workbench.engine.frames import FrameReader
from workbench.engine.whole_lines import whole_lines

# The engine's log driver cuts longer lines into parts of this size, each with the timestamp of the first.
PART_BYTES = 16 * 1024
# Beyond this a line without an end is cut, so that it cannot fill the memory.
LINE_LIMIT_BYTES = 4 * 1024 * 1024

_STAMP = re.compile(rb"(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)) ")
# An RFC 3339 time with nine digits of a second has 30 characters, the last one Z.
_STAMP_END = slice(29, 31)
_SYSTEM_ERROR = 3


class _Held:
    """The beginning of a line whose end has not come yet."""

    __slots__ = ("pieces", "size_bytes", "stamp")

    def __init__(self, stamp: str) -> None:
        self.stamp = stamp
        self.pieces: list[bytes] = []
        self.size_bytes = 0

    def add(self, piece: bytes) -> None:
        """Go on with the line."""
        self.pieces.append(piece)
        self.size_bytes += len(piece)

    def goes_on(self, stamp: str) -> bool:
        """Whether the next part belongs to this line: after a short part, another time is another process."""
        return stamp == self.stamp or len(self.pieces[-1]) >= PART_BYTES


class FramedLines:
    """Lines of a container without a terminal: one frame a line or part of a line, streams apart."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._frames = FrameReader()
        self._held: dict[StdStream, _Held] = {}

    def feed(self, data: bytes) -> Sequence[LogLine]:
        """The lines that this data completes."""
        if data and not self._held and (found := whole_lines(self._source, self._frames.rest + data)):
            block, self._frames.rest = found
            return block
        lines: list[LogLine] = []
        for number, payload in self._frames.feed(data):
            stream = _STREAMS.get(number)
            if stream is None:
                _refuse(number, payload)
            else:
                lines += self._join(stream, payload)
        return lines

    def finish(self) -> list[LogLine]:
        """What no newline ended."""
        lines = [self._line(stream, held) for stream, held in self._held.items()]
        self._held.clear()
        return lines

    def _join(self, stream: StdStream, payload: bytes) -> list[LogLine]:
        lines: list[LogLine] = []
        stamp, text = split_stamp(payload)
        held = self._held.pop(stream, None)
        if held is not None and not held.goes_on(stamp):
            lines.append(self._line(stream, held))
            held = None
        *whole, rest = text.split(b"\n")
        for piece in whole:
            held = held or _Held(stamp)
            held.add(piece)
            lines.append(self._line(stream, held))
            held = None
        if rest:
            held = held or _Held(stamp)
            held.add(rest)
        if held is not None and held.size_bytes >= LINE_LIMIT_BYTES:
            lines.append(self._line(stream, held))
        elif held is not None:
            self._held[stream] = held
        return lines

    def _line(self, stream: StdStream, held: _Held) -> LogLine:
        return LogLine(self._source, stream, held.stamp, b"".join(held.pieces))


class TerminalLines:
    """Lines of a container with a terminal: no frames, one stream, each line ended by CR LF."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._rest = b""

    def feed(self, data: bytes) -> list[LogLine]:
        """The lines that this data completes."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) >= LINE_LIMIT_BYTES:
            whole.append(self._rest)
            self._rest = b""
        return [self._line(raw) for raw in whole]

    def finish(self) -> list[LogLine]:
        """What no newline ended."""
        lines = [self._line(self._rest)] if self._rest else []
        self._rest = b""
        return lines

    def _line(self, raw: bytes) -> LogLine:
        stamp, text = split_stamp(raw)
        if len(text) > PART_BYTES:
            text = _without_inner_stamps(stamp, text)
        return LogLine(self._source, StdStream.STDOUT, stamp, text.removesuffix(b"\r"))


def split_stamp(payload: bytes) -> tuple[str, bytes]:
    """The timestamp before the text, empty where there is none, and the text."""
    if payload[_STAMP_END] == b"Z ":
        return payload[:30].decode("latin-1"), payload[31:]
    if found := _STAMP.match(payload):
        return found[1].decode("latin-1"), payload[found.end() :]
    return "", payload


def _without_inner_stamps(stamp: str, text: bytes) -> bytes:
    """A long line whose parts each began with the line's timestamp."""
    mark = stamp.encode("latin-1") + b" "
    pieces = [text[:PART_BYTES]]
    position = PART_BYTES
    while stamp and text.startswith(mark, position):
        position += len(mark)
        pieces.append(text[position : position + PART_BYTES])
        position += PART_BYTES
    pieces.append(text[position:])
    return b"".join(pieces)


def _refuse(number: int, payload: bytes) -> None:
    if number == _SYSTEM_ERROR:
        message = payload.decode("utf-8", errors="replace").strip()
        raise EngineRefused(f"The engine could not read the log: {message}", "Is its log file damaged?")


_STREAMS = {int(stream): stream for stream in StdStream}
