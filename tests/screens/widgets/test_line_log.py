"""The log view takes every line, follows without stealing the scroll, and keeps the text under the eye."""

import threading

import pytest

from screens.widgets.line_log import LineLog, LogFeed, LogStore
from screens.widgets.log_view import LogView
from tests.screens.widgets.hosts import Host
from tests.screens.widgets.log_lines import line, numbered, shown
from tests.tools.waiting import wait_until_async


def _counted(host: Host) -> list[tuple[int, int, int, int]]:
    """The counts that a log told so far: received, shown, dropped, matching."""
    told = [each for each in host.told if isinstance(each, LineLog.CountsChanged)]
    return [(each.received, each.shown, each.dropped, each.matches) for each in told]


async def test_lines_fed_by_a_thread_all_arrive_in_order() -> None:
    log = LineLog()
    host = Host(log)
    async with host.run_test(size=(80, 10)):
        writer = threading.Thread(
            target=lambda: [log.feed.put(numbered(range(n, n + 500))) for n in range(0, 20_000, 500)]
        )
        writer.start()
        await wait_until_async(lambda: log.received == 20_000)
        writer.join()
        # A flood is not drawn with each pulse, but its end is.
        await wait_until_async(
            lambda: shown(log) == [f"line {number:05}" for number in range(19_990, 20_000)]
        )
        assert [log.store.line(n).text for n in (0, 9_999)] == [b"line 00000", b"line 09999"]
        await wait_until_async(lambda: _counted(host)[-1:] == [(20_000, 20_000, 0, 0)])


async def test_closing_the_app_lets_writers_go() -> None:
    feed = LogFeed(capacity=10)
    async with Host(LineLog(feed)).run_test(size=(80, 10)):
        assert feed.put(numbered([1]))
    assert feed.closed
    assert feed.put(numbered([1])) is False


async def test_scrolling_up_ends_following_and_the_end_begins_it_again() -> None:
    log = LineLog()
    host = Host(log)
    async with host.run_test(size=(80, 10)) as pilot:
        log.write(numbered(range(100)))
        await pilot.pause()
        assert shown(log)[-1] == "line 00099"
        await pilot.press("up")
        assert not log.follow
        log.write(numbered(range(100, 200)))
        await pilot.pause()
        assert shown(log)[-1] == "line 00098"
        await pilot.press("G")
        assert log.follow
        assert shown(log)[-1] == "line 00199"
        await pilot.press("f")
        log.write(numbered(range(200, 300)))
        await pilot.pause()
        assert shown(log)[-1] == "line 00199"
        await pilot.press("f")
        assert shown(log)[-1] == "line 00299"
        log.scroll_up(animate=False)
        await pilot.pause()
        assert not log.follow
    assert [each.follow for each in host.told if isinstance(each, LogView.FollowChanged)] == [
        False,
        True,
        False,
        True,
        False,
    ]


@pytest.mark.long
@pytest.mark.parametrize("wrap", [False, True])
async def test_the_text_under_the_eye_stays_while_old_lines_drop(wrap: bool) -> None:
    log = LineLog(store=LogStore(max_lines=1_000))
    async with Host(log).run_test(size=(80, 10)) as pilot:
        log.wrap = wrap
        log.write(numbered(range(1_000)))
        await pilot.press("pageup", "pageup")
        before = shown(log)
        for start in range(1_000, 1_900, 90):
            log.write(numbered(range(start, start + 90)))
            await pilot.pause()
            assert shown(log) == before
        assert log.dropped == 900
        log.write(numbered(range(1_900, 3_000)))
        await pilot.pause()
        assert shown(log)[0] == "line 02000"
        assert not log.follow


async def test_following_goes_on_in_a_window_of_another_size() -> None:
    log = LineLog()
    async with Host(log).run_test(size=(80, 10)) as pilot:
        log.write(numbered(range(100)))
        for height in (20, 6, 15):
            await pilot.resize_terminal(80, height)
            await pilot.pause()
            assert log.follow
            assert shown(log)[-1] == "line 00099"
            assert len(shown(log)) == height


async def test_another_feed_begins_anew() -> None:
    log = LineLog(empty_text="No lines yet.")
    async with Host(log).run_test(size=(80, 5)) as pilot:
        old = log.feed
        log.write(numbered(range(100)))
        log.search("line")
        log.set_feed(LogFeed())
        await pilot.pause()
        assert old.closed
        assert shown(log)[0].strip() == "No lines yet."
        assert (log.received, log.shown, log.dropped, log.matches) == (0, 0, 0, 0)
        log.feed.put(numbered([5]))
        await wait_until_async(lambda: shown(log) == ["line 00005"])
        assert log.matches == 1


async def test_a_tiny_window_is_no_trouble() -> None:
    log = LineLog()
    async with Host(log).run_test(size=(3, 1)) as pilot:
        log.write([line("日本語", "日本"), *numbered(range(5))])
        await pilot.press("z", "k", "j", "g", "G", "t", "z", "n", "ampersand", "left", "right")
        assert log.render_line(0).text.isprintable()
