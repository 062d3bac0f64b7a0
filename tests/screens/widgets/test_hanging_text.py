"""Wrapped lines go on under their own beginning."""

import pytest
from textual.content import Content

from screens.widgets.hanging_text import hanging


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
