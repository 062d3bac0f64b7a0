"""Going on with a log after a break: nothing lost, nothing twice."""

import pytest

from workbench.domain.log_position import LogPosition
from workbench.domain.logs import LogLine, StdStream


def line(second: float, text: str = "", stream: StdStream = StdStream.STDOUT) -> LogLine:
    return LogLine("web", stream, f"2024-01-01T00:00:{second:012.9f}Z", text.encode())


def after_a_break(lines: list[LogLine], read_at_first: int, batch_size: int = 7) -> list[LogLine]:
    """All that a follower hands on, when the log breaks after so many lines and is read again."""
    position = LogPosition()
    handed_on = list(position.take(tuple(lines[:read_at_first])))
    since = position.resume()
    again = [each for each in lines if each.timestamp >= since]
    for start in range(0, len(again), batch_size):
        handed_on += position.take(tuple(again[start : start + batch_size]))
    return handed_on


@pytest.mark.parametrize("read_at_first", [1, 3, 10, 19, 20])
def test_nothing_is_lost_or_repeated(read_at_first: int) -> None:
    lines = [line(number, str(number)) for number in range(20)]
    assert after_a_break(lines, read_at_first) == lines


@pytest.mark.parametrize("read_at_first", [1, 4, 9])
def test_lines_alike_in_time_and_text_are_counted_not_merged(read_at_first: int) -> None:
    lines = [line(5, "tick") for _ in range(10)]
    assert after_a_break(lines, read_at_first) == lines


def test_lines_that_stand_in_another_order_than_their_times_are_neither_lost_nor_repeated() -> None:
    lines = [line(1, "a"), line(3, "b", StdStream.STDERR), line(2, "c"), line(4, "d")]
    for read_at_first in range(1, 5):
        assert after_a_break(lines, read_at_first) == lines


def test_a_long_log_is_read_again_from_near_its_end_only() -> None:
    position = LogPosition()
    for number in range(0, 50_000, 100):
        position.take(tuple(line(each / 1000, str(each)) for each in range(number, number + 100)))
    assert position.resume() > line(49.3).timestamp


def test_a_long_log_loses_and_repeats_nothing() -> None:
    lines = [line(number / 1000, str(number)) for number in range(5_000)]
    position = LogPosition()
    handed_on: list[LogLine] = []
    for start in range(0, 4_000, 50):
        handed_on += position.take(tuple(lines[start : start + 50]))
    since = position.resume()
    handed_on += position.take(tuple(each for each in lines if each.timestamp >= since))
    assert handed_on == lines


def test_a_line_like_one_before_the_break_is_new_when_that_one_was_rotated_away() -> None:
    position = LogPosition()
    position.take((line(1, "gone"), line(2, "tick")))
    position.resume()
    assert position.take((line(3, "new"),)) == (line(3, "new"),)
    assert position.take((line(2, "tick"),)) == (line(2, "tick"),)


def test_an_empty_log_is_read_from_its_beginning() -> None:
    assert LogPosition().resume() == ""


def test_a_renamed_container_repeats_nothing_under_its_new_name() -> None:
    position = LogPosition()
    position.take([line(1), line(2)])
    position.rename("other")
    position.resume()
    again = [line(number)._replace(source="other") for number in (1, 2, 3)]
    assert list(position.take(again)) == again[2:]
