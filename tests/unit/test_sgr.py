"""The colours of a line, and nothing else of what it asks for."""

import pytest

from workbench.domain.sgr import PLAIN, SgrStyle, parse_line, plain_line


@pytest.mark.parametrize(
    ("codes", "style"),
    [
        ("31", SgrStyle(foreground=1)),
        ("97", SgrStyle(foreground=15)),
        ("42", SgrStyle(background=2)),
        ("100", SgrStyle(background=8)),
        ("38;5;208", SgrStyle(foreground=208)),
        ("48;2;1;2;300", SgrStyle(background=(1, 2, 44))),
        ("38:5:99", SgrStyle(foreground=99)),
        ("1;3;4;7;9", SgrStyle(bold=True, italic=True, underline=True, reverse=True, strike=True)),
        ("1;2;22", PLAIN),
        ("3;4;7;9;23;24;27;29", PLAIN),
        ("31;42;39;49", PLAIN),
        ("31;0", PLAIN),
        ("31;", PLAIN),
        ("", PLAIN),
        ("31;38;5", SgrStyle(foreground=1)),
        ("31;38;2;1;2", SgrStyle(foreground=1)),
        ("31;38;9", SgrStyle(foreground=1)),
        ("31;77;9999999999999999999999", SgrStyle(foreground=1)),
    ],
)
def test_codes_make_the_style_of_the_text_after_them(codes: str, style: SgrStyle) -> None:
    assert parse_line(f"a\x1b[{codes}mb") == [("a", PLAIN), ("b", style)]


def test_styles_add_up_until_they_are_reset() -> None:
    assert parse_line("\x1b[1m\x1b[31mx\x1b[0my") == [("x", SgrStyle(foreground=1, bold=True)), ("y", PLAIN)]


@pytest.mark.parametrize(
    "raw",
    [
        "\x1b]52;c;QQ==\x07safe",
        "\x1b[2Ksafe",
        "sa\u202efe",
        "\x1b]0;a\x1b[31m\x1b\\safe\x1b[0m",
    ],
)
def test_every_other_sequence_is_dropped(raw: str) -> None:
    text = "".join(text for text, _ in parse_line(raw))
    assert "safe" in text
    assert text.isprintable()


def test_a_long_line_is_cut_with_a_sign() -> None:
    assert parse_line("x" * 20, limit=5) == [("xxxxx", PLAIN), ("…", PLAIN)]


def test_an_empty_line_has_no_spans() -> None:
    assert parse_line("") == []
    assert parse_line("\x1b[31m\x1b[0m") == []


@pytest.mark.parametrize("raw", ["", "plain", "\x1b[31mred\x1b[0m x\x00", "x" * 20, "\x1b[1mé\x1b]0;t\x07"])
def test_the_plain_text_is_that_of_the_spans(raw: str) -> None:
    assert plain_line(raw, 12) == "".join(text for text, _ in parse_line(raw, 12))
