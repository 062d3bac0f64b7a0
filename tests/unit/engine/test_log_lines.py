"""Log lines are exact to the byte, whatever the engine cut them into."""

import struct

import pytest

from workbench.domain.errors import EngineRefused
from workbench.domain.logs import LogLine, StdStream
from workbench.engine.log_lines import LINE_LIMIT_BYTES, PART_BYTES, FramedLines, TerminalLines

T1 = "2026-11-21T02:22:43.074409813Z"
T2 = "2026-11-21T02:22:44.000000001Z"
OUT, ERR = StdStream.STDOUT, StdStream.STDERR


def frame(text: bytes, stamp: str = T1, stream: int = 1) -> bytes:
    payload = stamp.encode() + b" " + text
    return struct.pack(">BxxxL", stream, len(payload)) + payload


def framed(*frames: bytes) -> list[LogLine]:
    lines = FramedLines("app")
    return [*lines.feed(b"".join(frames)), *lines.finish()]


def typed(data: bytes) -> list[LogLine]:
    lines = TerminalLines("app")
    return lines.feed(data) + lines.finish()


@pytest.mark.parametrize("text", [b"", b"  two", b"\ttab ", b"a\rb\r", b"\xff\xfe\x00", "não".encode()])
def test_a_line_is_kept_as_it_was_written(text: bytes) -> None:
    assert framed(frame(text + b"\n")) == [LogLine("app", OUT, T1, text)]


def test_streams_stay_apart_in_their_order() -> None:
    lines = framed(frame(b"a\n"), frame(b"b\n", T1, 2), frame(b"c\n", T2))
    assert [(line.stream, line.timestamp, line.text) for line in lines] == [
        (OUT, T1, b"a"),
        (ERR, T1, b"b"),
        (OUT, T2, b"c"),
    ]


def test_parts_of_a_long_line_are_joined_while_the_other_stream_goes_on() -> None:
    part = b"x" * PART_BYTES
    lines = framed(frame(part), frame(b"err\n", T1, 2), frame(part), frame(b"end\n"))
    assert [(line.stream, line.text) for line in lines] == [(ERR, b"err"), (OUT, part + part + b"end")]


def test_the_last_words_of_a_process_are_not_joined_to_the_first_of_the_next() -> None:
    lines = framed(frame(b"stopped here"), frame(b"started\n", T2))
    assert [(line.timestamp, line.text) for line in lines] == [(T1, b"stopped here"), (T2, b"started")]


def test_a_record_of_several_lines_becomes_several_lines() -> None:
    assert [line.text for line in framed(frame(b"a\n\nb\n"))] == [b"a", b"", b"b"]


@pytest.mark.parametrize("stamp", ["2026-11-21T02:22:43Z", "2026-11-21T02:22:43-03:00"])
def test_timestamps_of_other_engines_are_taken_off(stamp: str) -> None:
    assert framed(frame(b"  a\n", stamp)) == [LogLine("app", OUT, stamp, b"  a")]


def test_a_line_without_end_is_cut_before_it_fills_the_memory() -> None:
    lines = FramedLines("app")
    part = b"x" * PART_BYTES
    cut = lines.feed(frame(part) * (LINE_LIMIT_BYTES // PART_BYTES))
    assert [len(line.text) for line in cut] == [LINE_LIMIT_BYTES]
    assert lines.finish() == []


def test_a_log_that_the_engine_cannot_read_is_an_error_and_no_line() -> None:
    with pytest.raises(EngineRefused, match="invalid character"):
        framed(frame(b"a\n"), struct.pack(">BxxxL", 3, 17) + b"invalid character")


def test_a_terminals_lines_lose_one_carriage_return_and_nothing_else() -> None:
    lines = typed(f"{T1}   a\r\n{T1} \r\n{T2} 10%\r20%\r\r\n{T2} tail".encode())
    assert lines == [
        LogLine("app", OUT, T1, b"  a"),
        LogLine("app", OUT, T1, b""),
        LogLine("app", OUT, T2, b"10%\r20%\r"),
        LogLine("app", OUT, T2, b"tail"),
    ]


def test_a_terminals_long_line_loses_the_timestamps_of_its_parts() -> None:
    stamp = T1.encode() + b" "
    parts = [b"x" * PART_BYTES, b"y" * PART_BYTES, b"z\r\n"]
    assert [line.text for line in typed(b"".join(stamp + part for part in parts))] == [
        b"".join(parts).removesuffix(b"\r\n")
    ]


def test_a_timestamp_that_a_program_wrote_itself_stays_in_its_line() -> None:
    stamp = T1.encode()
    text = b"x" * 100 + stamp + b" y" + b"z" * PART_BYTES
    assert [line.text for line in typed(stamp + b" " + text + b"\r\n")] == [text]


@pytest.mark.parametrize("size", [1, 5, 31, 1000])
def test_a_terminals_lines_are_whole_wherever_blocks_are_cut(size: int) -> None:
    data = f"{T1} one\r\n{T2}  two\r\n".encode() * 20
    lines = TerminalLines("app")
    found = [line for start in range(0, len(data), size) for line in lines.feed(data[start : start + size])]
    assert [line.text for line in found] == [b"one", b" two"] * 20
