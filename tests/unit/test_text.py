"""Untrusted text becomes one harmless row."""

import pytest

from workbench.domain.text import clean, decode, visible


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("ünïcode 日本語 👍", "ünïcode 日本語 👍"),
        ("[b]markup[/b] [@click=app.quit]x[/]", "[b]markup[/b] [@click=app.quit]x[/]"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[Hhome", "home"),
        ("\x1b]52;c;cGFzc3dvcmQ=\x07after", "after"),
        ("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPq#0;2\x1b\\sixel", "sixel"),
        ("\x1b_Gapc\x1b\\kitty", "kitty"),
        ("\x9b31mred", "red"),
        ("\x9d0;title\x9cafter", "after"),
        ("\x90dcs\x9cafter", "after"),
        ("cut off \x1b[38;5", "cut off "),
        ("cut off \x1b]0;title", "cut off "),
        ("last\x1b", "last"),
        ("\x1bcreset", "reset"),
        ("a\x00b\x07c\x7f", "a␀b␇c␡"),
        ("two\nlines\r\n", "two␊lines␍␊"),
        ("\u2028\u2029", "␤␤"),
        ("\u202egnp.exe\u202c \u2066x\u2069 \u200f\ufeff", "gnp.exe x "),
        ("a\U000e0041b", "ab"),
        ("\x85", "\ufffd"),
        ("\ud800", "\ufffd"),
        ("a\tb", "a       b"),
    ],
)
def test_controls_are_shown_or_dropped_and_all_else_stays(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_a_long_text_is_cut_with_a_sign() -> None:
    assert clean("x" * 11, 10) == "x" * 10 + "…"
    assert clean("x" * 10, 10) == "x" * 10


def test_nothing_a_terminal_obeys_is_left_of_any_code_point() -> None:
    every = "".join(map(chr, range(0x3000)))
    cleaned = clean(every, len(every))
    assert not any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in cleaned)
    assert not set(cleaned) & set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_nested_sequences_do_not_make_a_new_one() -> None:
    assert "\x1b" not in clean("\x1b\x1b[31m[31m]0;\x07")
    assert "\x1b" not in clean("\x1b]0;\x1b[31m\x07\x1b")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain é 日本", "plain é 日本"),
        ("esc\x1b[31mred", "esc␛[31mred"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("zero\u200bwidth", "zero\ufffdwidth"),
        ("\x9b31m", "\ufffd31m"),
        ("a\tb\n", "a␉b␊"),
    ],
)
def test_nothing_vanishes_from_a_text_that_must_not_hide_anything(raw: str, shown: str) -> None:
    assert visible(raw) == shown
    assert clean(shown) == shown


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert decode(b"ol\xe9 \xff") == "ol\ufffd \ufffd"
    assert decode("olé".encode()) == "olé"
