"""The store of log lines is bounded and gives back every byte; the feed never loses or holds up for ever."""

import threading

import pytest

from screens.widgets.log_feed import LogFeed
from screens.widgets.log_search import LogSearch
from screens.widgets.log_store import LogStore
from tests.tools.waiting import wait_until
from workbench.domain.log_block import BLOCK_LINES
from workbench.domain.logs import LogLine, StdStream


def line(number: int, text: bytes | None = None) -> LogLine:
    source, stream = ("web", StdStream.STDOUT) if number % 3 else ("db", StdStream.STDERR)
    stamp = f"2024-05-01T10:20:{number % 60:02}.123456789Z" if number % 2 else ""
    return LogLine(source, stream, stamp, f"line {number}".encode() if text is None else text)


def taken_from(feed: LogFeed, limit: int) -> list[LogLine]:
    return [each for block in feed.take(limit) for each in block]


def test_every_line_comes_back_as_it_was() -> None:
    store = LogStore(max_lines=100_000)
    odd = [b"", b"\x00\n\r\xff", "日本語".encode(), b" leading", b"x" * 3_000_000]
    lines = [line(number) for number in range(BLOCK_LINES * 3 + 5)]
    lines += [line(number, text) for number, text in enumerate(odd)]
    for start in range(0, len(lines), 700):
        store.extend(lines[start : start + 700])
    assert [store.line(number) for number in range(store.first, store.end)] == lines
    assert list(store.sources) == ["db", "web"]


@pytest.mark.long
@pytest.mark.parametrize("at_once", [1, 1_000, 10_000])
def test_lines_beyond_the_bound_drop_and_numbers_stay(at_once: int) -> None:
    store = LogStore(max_lines=2_500)
    for start in range(0, 10_000, at_once):
        store.extend([line(number) for number in range(start, start + at_once)])
    assert (store.first, store.end, len(store)) == (7_500, 10_000, 2_500)
    assert [store.line(number).text for number in (7_500, 8_192, 9_999)] == [
        b"line 7500",
        b"line 8192",
        b"line 9999",
    ]


def test_bytes_beyond_the_bound_drop_too() -> None:
    store = LogStore(max_bytes=5_000_000)
    for number in range(100):
        store.extend([line(number, b"%d" % number + b"x" * 500_000)])
        assert store.size_bytes <= 5_000_000 + 2_000_000
    assert store.end == 100
    assert store.line(99).text.startswith(b"99x")
    assert store.line(store.first).text.startswith(b"%dx" % store.first)


def test_a_search_finds_in_slices_and_forgets_what_dropped() -> None:
    store = LogStore(max_lines=1_000)
    store.extend([line(number) for number in range(1_000)])
    search = LogSearch.compile("LINE 1.$".lower(), regex=True)
    assert search.scan(store, 15)
    assert list(search.matches) == [10, 11, 12, 13, 14]
    assert not search.scan(store, 5_000)
    assert list(search.matches) == list(range(10, 20))
    assert (search.after(9), search.after(12), search.after(19)) == (10, 13, 10)
    assert (search.before(20), search.before(12), search.before(10)) == (19, 11, 19)
    store.extend([line(number) for number in range(1_000, 1_015)])
    search.scan(store, 100)
    assert list(search.matches) == [15, 16, 17, 18, 19]


def test_capitals_make_a_search_mind_them_and_text_is_no_expression() -> None:
    store = LogStore()
    store.extend([line(0, text) for text in (b"Error", b"error", b"a.b", b"axb", b"e\x1b[31mrror")])
    for pattern, found in {"error": [0, 1, 4], "Error": [0], "a.b": [2]}.items():
        search = LogSearch.compile(pattern, regex=False)
        search.scan(store, 100)
        assert list(search.matches) == found, pattern
    assert LogSearch.compile("nothing", regex=False).after(0) is None


def test_a_feed_keeps_the_order_and_tells_once_that_lines_wait() -> None:
    feed = LogFeed()
    told: list[str] = []
    feed.put([line(0)])
    feed.listen(lambda: told.append("ready"))
    feed.put([line(1), line(2)])
    assert told == ["ready"]
    assert taken_from(feed, 1) == [line(0)]
    assert taken_from(feed, 9) == [line(1), line(2)]
    assert taken_from(feed, 9) == []
    feed.put([line(3)])
    assert told == ["ready", "ready"]


def test_a_writer_waits_for_room_and_is_let_go_when_the_feed_closes() -> None:
    feed = LogFeed(capacity=100)
    taken: list[LogLine] = []
    accepted: list[bool] = []

    def write() -> None:
        for start in range(0, 1_000, 50):
            accepted.append(feed.put([line(number) for number in range(start, start + 50)]))

    writer = threading.Thread(target=write)
    writer.start()
    wait_until(lambda: len(feed) >= 100)
    assert len(feed) == 100
    while len(taken) < 500:
        taken += taken_from(feed, 30)
    feed.close()
    writer.join(10)
    assert not writer.is_alive()
    taken += taken_from(feed, 1_000)
    assert taken == [line(number) for number in range(len(taken))]
    assert accepted[-1] is False
    assert accepted.count(True) * 50 == len(taken)
    assert feed.put([line(1)]) is False
