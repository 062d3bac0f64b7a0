"""Lines taken many at a time are the lines that are read frame by frame, whatever a log holds."""

import random
import struct

import pytest

from workbench.domain.logs import LogLine, StdStream
from workbench.engine.log_lines import FramedLines
from workbench.engine.whole_lines import whole_lines

_STAMP = "2026-11-21T02:22:43.074409813Z"
_HEAD_IN_A_TEXT = b"\x01\0\0\0\0\0\0\x2a" + _STAMP.encode() + b" fake"
# Beside usual ones: texts whose length makes a newline of a byte of the head, parts, records, no newline.
_TEXTS = (
    b"a line\n",
    b"\n",
    b"  two  \n",
    b"x" * (0x010A - 32) + b"\n",
    b"x" * (0x0A02 - 32) + b"\n",
    b"y" * 16_384,
    b"end\n",
    b"one\ntwo\n",
    b"one\n" + _HEAD_IN_A_TEXT + b"\n",
    _HEAD_IN_A_TEXT + b"\n",
    b"prompt> ",
    b"\xff\xfe\x1b[31m\r\n",
)


def _frame(text: bytes, stamp: str, stream: int) -> bytes:
    payload = stamp.encode() + b" " + text
    return struct.pack(">BxxxL", stream, len(payload)) + payload


def _one_by_one(data: bytes) -> list[LogLine]:
    """Fed byte by byte, no two frames ever come together."""
    lines, found = FramedLines("app"), list[LogLine]()
    for place in range(len(data)):
        found += lines.feed(data[place : place + 1])
    return [*found, *lines.finish()]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(12))
def test_lines_are_the_same_however_they_arrive(seed: int) -> None:
    chance = random.Random(seed)
    texts = chance.choices(_TEXTS[: chance.choice((3, 5, len(_TEXTS)))], k=40)
    stamps = [f"2026-11-21T02:22:{10 + place}.074409813Z" for place in range(len(texts))]
    stamps[chance.randrange(len(stamps))] = chance.choice(("2026-11-21T02:22:43Z", _STAMP))
    data = b"".join(
        _frame(text, stamp, chance.choice((1, 2))) for text, stamp in zip(texts, stamps, strict=True)
    )
    expected = _one_by_one(data)
    lines, found = FramedLines("app"), list[LogLine]()
    while data:
        size = chance.choice((1, 40, 500, 5_000, 100_000))
        found += lines.feed(data[:size])
        data = data[size:]
    assert [*found, *lines.finish()] == expected


def test_what_has_only_begun_is_kept_for_the_next_time() -> None:
    data = b"".join(_frame(b"%d\n" % number, _STAMP, 1) for number in range(3))
    for end in range(len(data) - 37, len(data)):
        found = whole_lines("app", data[:end])
        assert found is not None
        block, rest = found
        assert [line.text for line in block] == [b"0", b"1"]
        assert rest == data[:end][len(data) // 3 * 2 :]


def test_a_block_tells_each_line_as_it_was() -> None:
    found = whole_lines("app", _frame(b" a \n", _STAMP, 1) + _frame(b"\xe3\n", _STAMP, 2))
    assert found is not None
    block, rest = found
    assert [*block] == [
        LogLine("app", StdStream.STDOUT, _STAMP, b" a "),
        LogLine("app", StdStream.STDERR, _STAMP, b"\xe3"),
    ]
    assert (block[-1].text, block.text(0), block.longest, rest) == (b"\xe3", b" a ", 3, b"")
    assert [line.text for line in block[1:]] == [b"\xe3"]


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">BxxxL", 3, 8) + b"unlucky\n",
        _frame(b"no time\n", "", 1),
        _frame(b"one\ntwo\n", _STAMP, 1),
        _frame(b"prompt> ", _STAMP, 1),
        _frame(b"prompt> ", _STAMP, 1) + _frame(b"more\n", _STAMP, 1),
        b"no frame at all\n",
    ],
)
def test_what_is_not_so_regular_is_left_to_be_read_frame_by_frame(data: bytes) -> None:
    assert whole_lines("app", data) is None
