"""Searching in the log view, and taking lines out of it."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.widgets.line_log import LineLog
from tests.screens.widgets.hosts import Host, screen_lines, widget_lines
from tests.screens.widgets.log_lines import line, numbered, shown
from tests.tools.waiting import wait_until_async
from workbench.domain.logs import StdStream


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
        drawn = log.render_line(row)
        styles = {segment.text.rstrip(): segment.style and segment.style.bgcolor for segment in drawn}
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
        await wait_until_async(lambda: shown(log)[-1] == "ERROR new")
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


async def test_an_expression_that_takes_for_ever_ends_the_search_and_is_told() -> None:
    log = LineLog()
    host = Host(log)
    async with host.run_test(size=(80, 10), notifications=True):
        log.write([line("a" * 100 + "!"), line("b")])
        log.search("(a|aa)+$", regex=True)
        assert log.look.search is None
        await wait_until_async(lambda: "takes too long" in " ".join(screen_lines(host.screen)))
        log.search("(a)+!", regex=True)
        assert log.matches == 1
