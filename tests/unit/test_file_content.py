"""Text told from other bytes, and other bytes in hexadecimal."""

import pytest

from workbench.domain.file_content import hex_line, hex_line_count, language_of, text_of


def test_text_is_text_and_other_bytes_are_none() -> None:
    assert text_of("olá\n".encode()) == "olá\n"
    assert text_of(b"") == ""
    assert text_of(b"\x7fELF\0") is None
    assert text_of(b"caf\xe9") is None


def test_text_that_was_cut_within_a_letter_is_text_up_to_it() -> None:
    cut = "olá".encode()[:-1]
    assert text_of(cut, is_cut=True) == "ol"
    assert text_of(cut) is None
    assert text_of(b"\xff" * 9, is_cut=True) is None


def test_sixteen_bytes_stand_on_a_line() -> None:
    content = bytes(range(0x41, 0x41 + 18))
    assert (
        hex_line(content, 0) == "00000000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP"
    )
    assert hex_line(content, 1).startswith("00000010  51 52")
    assert hex_line(content, 1).endswith("  QR")
    assert hex_line(b"\0\n", 0).endswith("··")
    assert [hex_line_count(bytes(size)) for size in (0, 1, 16, 17)] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("path", "text", "language"),
    [
        ("app/app.py", "", "python"),
        ("app/Dockerfile.slim", "", "docker"),
        ("usr/bin/pip", "#!/usr/local/bin/python3.11\n", "python"),
        ("usr/bin/run", "#!/usr/bin/env bash\n", "bash"),
        ("etc/os-release", "", "ini"),
        ("etc/odd", "#!\n", "text"),
        ("README", "words", "text"),
        (".bashrc", "", "bashrc"),
    ],
)
def test_a_language_is_told_by_name_or_first_line(path: str, text: str, language: str) -> None:
    assert language_of(path, text) == language
