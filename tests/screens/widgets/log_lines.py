"""Lines for the tests of the log view, and what is read of it."""

from collections.abc import Iterable

from textual.strip import Strip

from screens.widgets.line_log import LineLog
from tests.screens.widgets.hosts import widget_lines
from workbench.domain.logs import LogLine, StdStream


def line(text: str | bytes, source: str = "web", stream: StdStream = StdStream.STDOUT) -> LogLine:
    """One line as an engine tells it."""
    return LogLine(
        source, stream, "2024-05-01T10:20:30.123456789Z", text.encode() if isinstance(text, str) else text
    )


def numbered(numbers: Iterable[int]) -> list[LogLine]:
    """Lines that name their numbers."""
    return [line(f"line {number:05}") for number in numbers]


def shown(log: LineLog) -> list[str]:
    """The texts on the screen, without the column of signs."""
    return [text[2:] for text in widget_lines(log) if text]


def inks(strip: Strip) -> dict[str, object]:
    """The colour of each piece of a drawn line."""
    return {segment.text.strip(): segment.style and segment.style.color for segment in strip}
