"""How the log view draws its lines: names, times, signs, colours, and nothing that a terminal obeys."""

import pytest

from screens.widgets.line_log import LineLog
from tests.screens.widgets.hosts import Host, widget_lines
from tests.screens.widgets.log_lines import inks, line, numbered, shown
from workbench.domain.logs import StdStream


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


@pytest.mark.long
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
