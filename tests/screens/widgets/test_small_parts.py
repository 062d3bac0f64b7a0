"""The small pure parts: sparks, spans, wrapping, the last guard, the themes."""

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.widgets import Static

from screens.widgets.restyle import restyle
from screens.widgets.safe_filter import SafeFilter
from screens.widgets.spans import PathSpan, Span, fit, fit_path, fit_spans, label_spans
from screens.widgets.spark import spark
from screens.widgets.wrapping import wrap_layout
from styles import sheet
from styles.themes import THEMES
from tests.screens.widgets.hosts import Host


def test_a_spark_shows_the_last_values() -> None:
    assert spark([9, 0, 1, 2, 3, 4, 5, 6, 7], 8) == "▁▂▃▄▅▆▇█"
    assert spark([50, 100], 4, top=100) == "  ▅█"
    assert spark([500], 1, top=100) == "█"
    assert spark([0, 0], 3) == " ▁▁"
    assert spark([], 3) == "   "
    assert spark([1], 0) == ""


@pytest.mark.parametrize("cells", range(8))
@pytest.mark.parametrize("text", ["", "abc", "abcdefghij", "日本語", "日本語テキスト", "é́é"])
def test_text_fits_exactly(text: str, cells: int) -> None:
    assert cell_len(fit(text, cells)) == cells
    assert cell_len(fit(text, cells, right=True)) == cells
    assert sum(cell_len(span.text) for span in fit_spans([Span(text), Span(text, "bad")], cells)) == cells


@pytest.mark.parametrize("cells", range(12))
@pytest.mark.parametrize(
    "path", ["", "a/b", "usr/lib/libz.so", "日本語/テキスト", "/", "a-name-without-folders"]
)
def test_a_path_fits_exactly(path: str, cells: int) -> None:
    assert sum(cell_len(span.text) for span in fit_spans([PathSpan(path)], cells)) == cells


def test_of_a_long_path_the_name_is_left() -> None:
    assert fit_path("usr/lib/python3.11/site-packages/six.py", 20) == "…ite-packages/six.py"
    [cleaned] = label_spans((PathSpan("a/\x1b[31mb", "bad"),))
    assert isinstance(cleaned, PathSpan)
    assert "\x1b" not in cleaned.text


@pytest.mark.parametrize("room", [0, 1, 2, 10, 40])
@pytest.mark.parametrize("indent", [0, 5, 24])
def test_wrapped_rows_cover_a_line_without_gap_or_overlap(room: int, indent: int) -> None:
    layout = wrap_layout(room, indent)
    for cells in range(100):
        rows = layout.rows(cells)
        assert layout.start(0) == 0
        assert layout.start(rows) >= cells
        assert rows == 1 or layout.start(rows - 1) < cells


def test_a_style_is_laid_over_spans_across_segments() -> None:
    red, blue, bold = Style(color="red"), Style(color="blue"), Style(bold=True)
    drawn = restyle(
        [Segment("abc", red), Segment("def", blue), Segment("ghi")], [(1, 2), (2, 4), (5, 8)], bold
    )
    assert "".join(segment.text for segment in drawn) == "abcdefghi"
    flags = "".join(
        ("B" if segment.style and segment.style.bold else ".") * len(segment.text) for segment in drawn
    )
    assert flags == ".BBB.BBB."
    assert [segment.style for segment in drawn if segment.text == "bc" or segment.text == "b"] == [red + bold]
    assert restyle([Segment("abc", red)], [], bold) == [Segment("abc", red)]


def test_the_last_guard_takes_out_what_a_terminal_obeys() -> None:
    guard, background = SafeFilter(), Color(0, 0, 0)
    fine = [Segment("fine ünïcode 日本語", Style(bold=True)), Segment(" ")]
    assert guard.apply(fine, background) is fine
    link = Style(bold=True, link="http://example.org")
    (made,) = guard.apply([Segment("a\x1b[2Jb\x00\x9b\u202ec\u2028", link)], background)
    assert made.text == "a[2Jbc"
    assert made.style is not None
    assert made.style.bold
    assert made.style.link is None


async def test_the_last_guard_stands_behind_any_widget() -> None:
    class Guarded(Host):
        def get_line_filters(self) -> list[SafeFilter]:
            return [SafeFilter()]

    unsafe = Static("a\x1b]52;c;QQ==\x07b", markup=False)
    async with Guarded(unsafe).run_test() as pilot:
        await pilot.pause()
        assert "\x1b" not in pilot.app.export_screenshot()


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_states_are_readable_on_the_surfaces_of_a_theme(theme: object) -> None:
    from textual.theme import Theme

    assert isinstance(theme, Theme)
    colours = theme.to_color_system().generate()
    for ink in ("foreground", "text-success", "text-error", "text-warning", "text-accent", "text-primary"):
        for paper in ("surface", "background", "panel"):
            assert _contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
    assert _contrast(colours["block-cursor-foreground"], colours["block-cursor-background"]) >= 4.5


def _contrast(ink: str, paper: str) -> float:
    """The contrast ratio of the Web Content Accessibility Guidelines, 1 to 21."""
    bright, dark = sorted((_luminance(ink), _luminance(paper)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in Color.parse(colour).rgb]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_sheets_are_found_and_hold_no_colour_of_their_own() -> None:
    path = sheet("widgets")
    assert path.is_absolute()
    assert "#" not in path.read_text()
