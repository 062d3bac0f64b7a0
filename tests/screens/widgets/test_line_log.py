"""The log view: it follows without stealing the scroll, keeps the text under the eye, searches, is safe."""

import threading
from collections.abc import Iterable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.strip import Strip

from screens.widgets.line_log import LineLog, LogFeed, LogStore
from screens.widgets.log_view import LogView
from tests.screens.widgets.hosts import Host, widget_lines
from tests.tools.waiting import wait_until_async
from workbench.domain.logs import LogLine, StdStream


def line(text: str | bytes, source: str = "web", stream: StdStream = StdStream.STDOUT) -> LogLine:
    return LogLine(
        source, stream, "2024-05-01T10:20:30.123456789Z", text.encode() if isinstance(text, str) else text
    )


def numbered(numbers: Iterable[int]) -> list[LogLine]:
    return [line(f"line {number:05}") for number in numbers]


def shown(log: LineLog) -> list[str]:
    return [text[2:] for text in widget_lines(log) if text]


def inks(strip: Strip) -> dict[str, object]:
    return {segment.text.strip(): segment.style and segment.style.color for segment in strip}


async def test_lines_fed_by_a_thread_all_arrive_in_order() -> None:
    log = LineLog()
    host = Host(log)
    async with host.run_test(size=(80, 10)) as pilot:
        writer = threading.Thread(
            target=lambda: [log.feed.put(numbered(range(n, n + 500))) for n in range(0, 20_000, 500)]
        )
        writer.start()
        await wait_until_async(lambda: log.received == 20_000)
        writer.join()
        await pilot.pause()
        assert shown(log) == [f"line {number:05}" for number in range(19_990, 20_000)]
        assert [log.store.line(n).text for n in (0, 9_999)] == [b"line 00000", b"line 09999"]
        await wait_until_async(lambda: bool(host.told) and host.told[-1].received == 20_000)  # type: ignore[attr-defined] # these are counts
        counts = host.told[-1]
        assert isinstance(counts, LineLog.CountsChanged)
        assert (counts.shown, counts.dropped, counts.matches) == (20_000, 0, 0)


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


async def test_names_stand_before_lines_of_several_sources_in_colours_of_their_own() -> None:
    log = LineLog()
    async with Host(log).run_test(size=(80, 10)) as pilot:
        log.write([line("one", "redis")])
        await pilot.pause()
        assert shown(log) == ["one"]
        log.write([line("two", "giropops-senhas"), line("three", "redis")])
        await pilot.pause()
        assert shown(log) == [
            "redis           │ one",
            "giropops-senhas │ two",
            "redis           │ three",
        ]
        first, second, third = (inks(log.render_line(y)) for y in range(3))
        assert first["redis"] == third["redis"] != second["giropops-senhas"]
        log.set_names(False)
        assert shown(log) == ["one", "two", "three"]
        log.set_names(True)
        assert shown(log)[0].startswith("redis")


async def test_timestamps_come_and_go_and_stderr_carries_a_sign() -> None:
    log = LineLog()
    async with Host(log).run_test(size=(80, 10)) as pilot:
        log.write([line("out"), line("err", stream=StdStream.STDERR)])
        await pilot.press("t")
        assert widget_lines(log)[:2] == ["  2024-05-01 10:20:30.123 out", "▎ 2024-05-01 10:20:30.123 err"]
        await pilot.press("t")
        assert widget_lines(log)[:2] == ["  out", "▎ err"]


async def test_markers_stand_between_the_lines() -> None:
    log = LineLog()
    async with Host(log).run_test(size=(80, 10)) as pilot:
        log.write(numbered([1]))
        log.add_marker("[b]gap[/b] \x1b[2J3 s")
        log.write(numbered([2]))
        await pilot.pause()
        assert shown(log) == ["line 00001", "── [b]gap[/b] 3 s ──", "line 00002"]
        assert list(log.store.sources) == ["web"]


async def test_lines_are_text_in_their_own_colours_and_obey_nothing_else() -> None:
    log = LineLog()
    raw = b"[/][@click=app.quit]x[/] \x1b[31mred\x1b[0m\x1b]52;c;QQ==\x07\x1b[2J \x00\xff \xe2\x80\xae"
    async with Host(log).run_test(size=(80, 10)) as pilot:
        log.write([line(raw), line("plain", "\x1b[31m[b]evil[/b]")])
        await pilot.pause()
        assert shown(log)[0].endswith("[/][@click=app.quit]x[/] red ␀\ufffd")
        assert shown(log)[1] == "[b]evil[/b] │ plain"
        colours = inks(log.render_line(0))
        assert colours["red"] != colours["[/][@click=app.quit]x[/]"]
        for y in range(10):
            assert log.render_line(y).text.isprintable()


async def test_a_line_of_a_megabyte_is_cut_and_says_so() -> None:
    log = LineLog()
    async with Host(log).run_test(size=(80, 10)) as pilot:
        log.write([line(b"x" * 1_000_000), line(b"\x1b[31m" * 200_000 + b"y"), line("after")])
        await pilot.pause()
        assert shown(log)[0].endswith("›")
        assert shown(log)[2] == "after"
        await pilot.press("z")
        assert any("[1,000,000 bytes, cut]" in text for text in shown(log)), shown(log)


async def test_long_lines_wrap_under_their_text_and_are_read_to_their_end() -> None:
    log = LineLog()
    words = " ".join(f"w{number:03}" for number in range(200))
    async with Host(log).run_test(size=(41, 10)) as pilot:
        log.write([line("first", "a"), line(words, "bb"), line("last", "a")])
        await pilot.press("g")
        assert shown(log)[1].endswith("›")
        await pilot.press("right", "right")
        assert widget_lines(log)[1].startswith("  002 w003")
        await pilot.press("z")
        seen: list[str] = shown(log)
        assert seen[0] == "a  │ first"
        assert seen[1].startswith("bb │ w000")
        assert seen[2].startswith("     ")
        for _ in range(60):
            await pilot.press("j")
            seen.append(shown(log)[-1])
        assert seen[-1] == "a  │ last"
        rows = [text[5:] for text in dict.fromkeys(seen) if text.startswith(("bb", "   "))]
        assert "".join(f"{row:<33}" for row in rows).split() == words.split()
        up = [shown(log)[0]]
        for _ in range(60):
            await pilot.press("k")
            up.append(shown(log)[0])
        assert up[-1] == "a  │ first"


async def searched(pilot: Pilot[None], log: LineLog) -> None:
    lines = numbered(range(20_000))
    for number in (7, 10_000, 15_000):
        lines[number] = line(f"ERROR {number}")
    log.write(lines)
    await pilot.pause()


async def test_a_search_goes_to_a_match_and_on_from_match_to_match() -> None:
    log = LineLog()
    async with Host(log).run_test(size=(80, 10)) as pilot:
        await searched(pilot, log)
        assert log.search("error") is None
        await wait_until_async(lambda: not log.follow)
        assert log.matches == 3
        assert "ERROR 15000" in shown(log)
        for key, expected in (("n", 7), ("n", 10_000), ("N", 7), ("N", 15_000)):
            await pilot.press(key)
            assert f"ERROR {expected}" in shown(log)
        row = next(y for y, text in enumerate(widget_lines(log)) if "ERROR" in text)
        styles = {segment.text: segment.style and segment.style.bgcolor for segment in log.render_line(row)}
        assert styles["ERROR"] != styles[" 15000"]
        assert log.search("") is None
        assert log.matches == 0
        assert not log.next_match()


async def test_a_search_that_finds_what_is_seen_goes_on_following() -> None:
    log = LineLog()
    async with Host(log).run_test(size=(80, 10)) as pilot:
        log.write(numbered(range(100)))
        await pilot.pause()
        log.search("line 00099")
        await wait_until_async(lambda: log.matches == 1)
        log.write(numbered(range(100, 200)))
        await pilot.pause()
        assert log.follow
        log.search("line 00250")
        log.write(numbered(range(200, 300)))
        assert log.matches == 1


async def test_only_matches_are_shown_and_new_ones_join() -> None:
    log = LineLog()
    async with Host(log).run_test(size=(80, 10)) as pilot:
        await searched(pilot, log)
        log.search("ERROR")
        await pilot.press("ampersand")
        await wait_until_async(lambda: log.shown == 3)
        await pilot.pause()
        assert shown(log) == ["ERROR 7", "ERROR 10000", "ERROR 15000"]
        log.write([line("ERROR new"), line("fine")])
        await pilot.pause()
        assert shown(log)[-1] == "ERROR new"
        await pilot.press("ampersand")
        assert log.shown == 20_002


async def test_a_wrong_expression_is_told_and_changes_nothing() -> None:
    log = LineLog()
    async with Host(log).run_test(size=(80, 10)):
        log.write(numbered(range(10)))
        log.search("line 0000[5-9]", regex=True)
        assert log.matches == 5
        assert "regular expression" in (log.search("(", regex=True) or "")
        assert log.matches == 5


async def test_what_is_seen_or_selected_is_copied() -> None:
    log = LineLog()
    host = Host(log)
    async with host.run_test(size=(80, 5)) as pilot:
        log.write([*numbered(range(8)), line("\x1b[31mred\x1b[0m error", stream=StdStream.STDERR)])
        await pilot.pause()
        await pilot.press("y")
        assert host.clipboard == "line 00004\nline 00005\nline 00006\nline 00007\nred error"
        await pilot.mouse_down(log, offset=(7, 1))
        await pilot.hover(log, offset=(5, 3))
        await pilot.mouse_up(log, offset=(6, 3))
        await pilot.pause()
        await pilot.press("y")
        assert host.clipboard.startswith("00005\nline 00006\nline")


async def test_the_shown_lines_are_saved_as_they_came(tmp_path: Path) -> None:
    log = LineLog()
    async with Host(log).run_test(size=(80, 5)):
        log.write([line(b"  \x1b[31mraw\xff"), line("second")])
        assert log.save(tmp_path / "one.log") == 2
        assert (tmp_path / "one.log").read_bytes() == b"  \x1b[31mraw\xff\nsecond\n"
        log.write([line("third", "db")])
        log.search("second")
        log.show_only_matches(True)
        assert log.save(tmp_path / "some.log") == 1
        assert (tmp_path / "some.log").read_bytes() == b"web | second\n"
        with pytest.raises(OSError, match="No such file"):
            log.save(tmp_path / "nowhere" / "x.log")


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
