"""One log line as segments: timestamp, name, text in its own colours, matches."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from screens.widgets.log_search import DRAWN_CHARACTERS, MOST_ESCAPED_BYTES, LogSearch
from screens.widgets.log_store import MARKER
from screens.widgets.palette import Palette
from screens.widgets.restyle import restyle
from screens.widgets.spans import fit, width
from workbench.domain.logs import LogLine, StdStream
from workbench.domain.sgr import Colour, SgrStyle, parse_line
from workbench.domain.text import clean, decode

SOURCE_STYLES = 6
"""How many colours names take in turn; each is a component class `line--source-<number>`."""
MOST_NAME_CELLS = 20
STAMP_CELLS = 23
"""A date and a time to the millisecond."""


@dataclass(frozen=True, slots=True)
class LogLook:
    """What is shown of each line. `name_cells` of 0 hides the names."""

    sources: tuple[str, ...] = ()
    name_cells: int = 0
    timestamps: bool = False
    search: LogSearch | None = None
    current: int | None = None


def name_cells(sources: Sequence[str]) -> int:
    """The width of the name column."""
    return min(MOST_NAME_CELLS, max((width(clean(name, 64)) for name in sources), default=0))


def prefix_cells(look: LogLook) -> int:
    """The cells that stand before the text of a line."""
    return (STAMP_CELLS + 1 if look.timestamps else 0) + (look.name_cells + 3 if look.name_cells else 0)


def draw_sign(line: LogLine, palette: Palette) -> Segment:
    """The sign at the left edge, two cells: whether the line came by stderr."""
    if line.stream is StdStream.STDERR:
        return Segment("▎ ", palette.drawn("stderr"))
    return Segment("  ", palette.base)


def draw_body(number: int, line: LogLine, look: LogLook, palette: Palette) -> list[Segment]:
    """All of a line but its sign, as long as it is."""
    if line.stream is MARKER:
        return [Segment(f"── {clean(decode(line.text), 512)} ──", palette.drawn("marker"))]
    segments = _prefix(line, look, palette)
    before = sum(len(segment.text) for segment in segments)
    base = palette.base
    raw = line.text[:MOST_ESCAPED_BYTES]
    spans = parse_line(decode(raw), DRAWN_CHARACTERS)
    text = [Segment(text, base + rich_style(style)) for text, style in spans]
    if look.search is not None:
        found = look.search.spans("".join(segment.text for segment in text))
        text = restyle(text, found, palette.paper("current-match" if number == look.current else "match"))
    segments.extend(text)
    if len(raw) < len(line.text) or sum(len(span) for span, _ in spans) > DRAWN_CHARACTERS:
        segments.append(Segment(f" [{len(line.text):,} bytes, cut]", palette.drawn("muted")))
    if len(segments) == before == 0:
        segments.append(Segment("", base))
    return segments


def _prefix(line: LogLine, look: LogLook, palette: Palette) -> list[Segment]:
    segments: list[Segment] = []
    if look.timestamps:
        # To the millisecond: 2024-05-01T10:20:30.123456789Z becomes 2024-05-01 10:20:30.123.
        stamp = clean(line.timestamp[:STAMP_CELLS].replace("T", " ").removesuffix("Z"), 32)
        segments.append(Segment(fit(stamp, STAMP_CELLS) + " ", palette.drawn("muted")))
    if look.name_cells:
        place = look.sources.index(line.source) if line.source in look.sources else 0
        style = palette.drawn(f"source-{place % SOURCE_STYLES}")
        segments.append(Segment(fit(clean(line.source, 64), look.name_cells), style))
        segments.append(Segment(" │ ", palette.drawn("guide")))
    return segments


@lru_cache(maxsize=4096)
def rich_style(style: SgrStyle) -> Style:
    """A parsed colour as the terminal library's."""
    return Style(
        color=_rich_colour(style.foreground),
        bgcolor=_rich_colour(style.background),
        bold=style.bold or None,
        dim=style.dim or None,
        italic=style.italic or None,
        underline=style.underline or None,
        reverse=style.reverse or None,
        strike=style.strike or None,
    )


def _rich_colour(colour: Colour | None) -> Color | None:
    match colour:
        case None:
            return None
        case int():
            return Color.from_ansi(colour)
        case (red, green, blue):
            return Color.from_rgb(red, green, blue)
