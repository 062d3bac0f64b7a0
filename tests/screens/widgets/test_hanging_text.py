"""Wrapped lines go on under their own beginning."""

from typing import ClassVar, Self

import pytest
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from screens.widgets.hanging_text import HangingText, hanging
from tests.screens.widgets.hosts import Host, screen_lines


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("short", 20, ["short"]),
        ("one two three four", 10, ["one two", "three four"]),
        ("  one two three four", 12, ["  one two", "  three four"]),
        ("  key  what it does here", 16, ["  key  what it", "       does here"]),
        ("1  root  python app.py --debug", 22, ["1  root  python app.py", "         --debug"]),
        ("  ✗ the volume of redis", 14, ["  ✗ the volume", "    of redis"]),
        ("   3  # comments go on", 18, ["   3  # comments", "        go on"]),
        ("-# a line that goes", 12, ["-# a line", "   that goes"]),
        ("a title far too long  value", 20, ["a title far too long", "value"]),
        ("日本 日本  日本日本日本日本", 24, ["日本 日本  日本日本日本", "           日本"]),
        ("    " + "x" * 20, 12, ["    " + "x" * 8, "    " + "x" * 8, "    xxxx"]),
        ("one\n\ntwo\n", 10, ["one", "", "two", ""]),
    ],
)
def test_lines_go_on_under_their_column(text: str, width: int, expected: list[str]) -> None:
    rows = hanging(Content(text), width).plain.split("\n")
    assert [row.rstrip() for row in rows] == expected
    assert all(Content(row).cell_length <= width for row in rows)


def test_styles_stay_with_their_words() -> None:
    content = Content.assemble("  key  ", Content.styled("alpha beta", "bold"), " gamma")
    wrapped = hanging(content, 13)
    bold = [wrapped.plain[span.start : span.end].strip() for span in wrapped.spans if span.style == "bold"]
    assert bold == ["alpha", "beta"]
    assert [row.split() for row in wrapped.plain.split("\n")] == [["key", "alpha"], ["beta", "gamma"]]


async def test_other_text_is_drawn_and_given_the_room_it_takes() -> None:
    text = HangingText(Content("one two three four"))
    async with Host(text, Static("below")).run_test(size=(10, 8)) as pilot:
        for words, rows in [
            ("one two three five", ["one two", "three five", "below"]),
            ("six", ["six", "below"]),
            ("six\nseven\neight", ["six", "seven", "eight", "below"]),
        ]:
            text.update(Content(words))
            await pilot.pause()
            assert [row for row in screen_lines(pilot.app.screen) if row] == rows


class Watched(HangingText):
    """Keeps whether each drawing of it asked for the whole screen to be laid out anew."""

    layouts: ClassVar[list[bool]] = []

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        self.layouts.append(layout)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


async def test_nothing_is_laid_out_anew_for_text_that_takes_the_same_room() -> None:
    text = Watched(Content("one two"))
    async with Host(text).run_test(size=(20, 8)) as pilot:
        await pilot.pause()
        for words, layouts in [("one two", []), ("six ten", [False]), ("six\nten", [True]), ("six", [True])]:
            text.layouts.clear()
            text.update(Content(words))
            assert text.layouts == layouts
            await pilot.pause()
            assert screen_lines(pilot.app.screen)[0] == words.split("\n")[0]
