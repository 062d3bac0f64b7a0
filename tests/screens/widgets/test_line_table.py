"""The table: its cursor keeps to a key, it paints what changed, and text stays text."""

from collections.abc import Iterable

import pytest
from textual.message import Message
from textual.strip import Strip

from screens.widgets.line_table import Cell, Column, LineTable, Row
from tests.screens.widgets.hosts import Host, widget_lines

COLUMNS = (
    Column("name", "Name", 10, flexible=True),
    Column("state", "State", 8),
    Column("size", "Size", 6, right=True, priority=1),
    Column("ports", "Ports", 20, priority=2),
)


class WatchedTable(LineTable):
    """Counts which rows it draws."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, empty_text="No containers.\nPress r to run one.")
        self.painted: list[int] = []

    def render_line(self, y: int) -> Strip:
        """Keep the number of the line."""
        self.painted.append(y)
        return super().render_line(y)


def rows(names: Iterable[object], state: str = "up") -> list[Row]:
    return [Row(str(name), (f"name-{name}", state, "1 MB", "80/tcp")) for name in names]


def keys(messages: list[Message], kind: type[LineTable.Highlighted | LineTable.Chosen]) -> list[str | None]:
    return [message.key for message in messages if type(message) is kind]


async def test_rows_stand_under_their_titles() -> None:
    table = LineTable(COLUMNS)
    async with Host(table).run_test(size=(80, 6)) as pilot:
        table.set_rows(rows("ab"))
        await pilot.pause()
        lines = widget_lines(table)
    assert lines[0].split() == ["Name", "State", "Size", "Ports"]
    assert lines[1].split() == ["name-a", "up", "1", "MB", "80/tcp"]
    assert lines[0].index("Ports") == lines[1].index("80/tcp")
    assert lines[0].index("Size") + len("Size") == lines[1].index("1 MB") + len("1 MB")
    assert lines[3:] == ["", "", ""]


async def test_the_cursor_stays_on_its_key_when_rows_move() -> None:
    table = LineTable(COLUMNS)
    async with Host(table).run_test(size=(80, 12)) as pilot:
        table.set_rows(rows(range(5)))
        await pilot.press("down", "down")
        assert table.cursor_key == "2"
        table.set_rows(rows([9, 8, 4, 3, 2, 1, 0]))
        assert table.cursor_key == "2"
        table.set_rows(rows([2]))
        assert table.cursor_key == "2"


async def test_a_cursor_whose_row_is_gone_stays_near() -> None:
    table = LineTable(COLUMNS)
    host = Host(table)
    async with host.run_test(size=(80, 12)) as pilot:
        table.set_rows(rows(range(3)))
        table.move_to("2")
        table.set_rows(rows([0, 1]))
        assert table.cursor_key == "1"
        table.set_rows([])
        assert table.cursor_key is None
        table.set_rows(rows([5]))
        await pilot.pause()
    assert keys(host.told, LineTable.Highlighted) == ["0", "2", "1", None, "5"]


async def test_a_cursor_that_was_seen_is_kept_in_view() -> None:
    table = LineTable(COLUMNS)
    async with Host(table).run_test(size=(80, 11)) as pilot:
        table.set_rows(rows(range(100)))
        await pilot.press("down")
        table.set_rows(rows([*range(50, 100), *range(50)]))
        await pilot.pause()
        assert any("name-1 " in line for line in widget_lines(table))
        table.scroll_to(y=0, animate=False, immediate=True)
        table.set_rows(rows(range(99, -1, -1)))
        await pilot.pause()
        assert "name-99" in widget_lines(table)[1]


async def test_only_what_changed_is_painted() -> None:
    table = WatchedTable()
    async with Host(table).run_test(size=(80, 24)) as pilot:
        table.set_rows(rows(range(1000)))
        await pilot.pause()
        table.painted.clear()
        table.set_rows(rows(range(1000)))
        await pilot.pause()
        assert table.painted == []
        changed = rows(range(1000))
        changed[3], changed[500] = rows([3], "down")[0], rows([500], "down")[0]
        table.set_rows(changed)
        await pilot.pause()
        assert set(table.painted) == {4}
        assert "down" in widget_lines(table)[4]
        table.painted.clear()
        assert table.update_row(rows([7], "paused")[0])
        await pilot.pause()
        assert set(table.painted) == {8}
        assert not table.update_row(rows(["unknown"])[0])


async def test_the_empty_text_says_what_to_do_and_goes_when_there_are_rows() -> None:
    table = WatchedTable()
    async with Host(table).run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        text = widget_lines(table)
        assert [line.strip() for line in text if line][1:] == ["No containers.", "Press r to run one."]
        table.empty_text = "[b]Nothing[/b] matches \x1b[31mx."
        assert any("[b]Nothing[/b] matches x." in line for line in widget_lines(table))
        table.set_rows(rows("a"))
        assert not any("Nothing" in line for line in widget_lines(table))


async def test_names_are_text_and_nothing_else() -> None:
    table = LineTable([Column("name", "[b]Name[/b]", 40, flexible=True)])
    name = "[/][@click=app.quit]x[/] \x1b]52;c;QQ==\x07\x1b[2J\u202e\x00"
    async with Host(table).run_test(size=(80, 6)) as pilot:
        table.set_rows([Row("a", (name,)), Row("b", (Cell(name, "bad"),))])
        await pilot.pause()
        lines = widget_lines(table)
    assert lines[0].strip() == "[b]Name[/b]"
    assert lines[1].strip() == lines[2].strip() == "[/][@click=app.quit]x[/] ␀"


async def test_cells_of_a_meaning_are_coloured_and_of_an_unknown_one_are_plain() -> None:
    table = LineTable([Column("a", "A", 5), Column("b", "B", 5), Column("c", "C", 5)])
    async with Host(table).run_test(size=(80, 6)) as pilot:
        table.set_rows([*rows("x"), Row("y", (Cell("aaa", "good"), Cell("bbb", "nonsense"), "ccc"))])
        await pilot.pause()
        styles = {segment.text.strip(): segment.style for segment in table.render_line(2)}
    good, nonsense, plain = styles["aaa"], styles["bbb"], styles["ccc"]
    assert good is not None
    assert plain is not None
    assert good.color != plain.color
    assert nonsense == plain


@pytest.mark.parametrize(
    ("width", "titles"),
    [(80, "Name State Size Ports"), (40, "Name State Size"), (28, "Name State"), (12, "N… S…")],
)
async def test_narrow_windows_hide_the_least_important_columns(width: int, titles: str) -> None:
    table = LineTable(COLUMNS)
    async with Host(table).run_test(size=(width, 5)) as pilot:
        table.set_rows(rows("a"))
        await pilot.pause()
        shown = widget_lines(table)[0].split()
        assert all(table.render_line(y).cell_length == width for y in range(5))
    assert len(shown) == len(titles.split())
    assert shown[0][0] == "N"


async def test_flexible_columns_share_a_wide_window() -> None:
    table = LineTable(
        [Column("a", "A", 4, flexible=True), Column("b", "B", 4), Column("c", "C", 4, flexible=True)]
    )
    async with Host(table).run_test(size=(200, 5)) as pilot:
        table.set_rows([Row("x", ("a" * 300, "b", "c" * 300))])
        await pilot.pause()
        line = widget_lines(table)[1]
    assert len(line) > 190
    assert abs(line.count("a") - line.count("c")) <= 1


async def test_wide_characters_keep_the_columns_aligned() -> None:
    table = LineTable([Column("a", "A", 9), Column("b", "B", 4)])
    async with Host(table).run_test(size=(40, 6)) as pilot:
        table.set_rows([Row("1", ("日本語テキスト", "|")), Row("2", ("abc", "|")), Row("3", ("日本", "|"))])
        await pilot.pause()
        cells = [table.render_line(y).crop(0, 13).text for y in (1, 2, 3)]
        rest = [table.render_line(y).crop(13, 14).text for y in (1, 2, 3)]
    assert rest == ["|", "|", "|"]
    assert "…" in cells[0]


async def test_keys_move_the_cursor() -> None:
    table = LineTable(COLUMNS)
    async with Host(table).run_test(size=(80, 11)) as pilot:
        table.set_rows(rows(range(100)))
        for key, expected in {
            "j": "1",
            "k": "0",
            "up": "0",
            "pagedown": "10",
            "ctrl+d": "15",
            "ctrl+u": "10",
            "pageup": "0",
            "G": "99",
            "g": "0",
            "end": "99",
            "down": "99",
            "home": "0",
        }.items():
            await pilot.press(key)
            assert table.cursor_key == expected, key


async def test_enter_and_a_second_click_choose() -> None:
    table = LineTable(COLUMNS)
    host = Host(table)
    async with host.run_test(size=(80, 11)) as pilot:
        await pilot.press("enter")
        table.set_rows(rows(range(5)))
        await pilot.click(table, offset=(5, 3))
        assert table.cursor_key == "2"
        assert keys(host.told, LineTable.Chosen) == []
        await pilot.click(table, offset=(5, 3))
        await pilot.press("down", "enter")
        await pilot.click(table, offset=(5, 9))
        await pilot.pause()
    assert keys(host.told, LineTable.Chosen) == ["2", "3"]


async def test_a_click_on_a_title_names_its_column() -> None:
    table = LineTable(COLUMNS)
    host = Host(table)
    async with host.run_test(size=(80, 5)) as pilot:
        await pilot.pause()
        title = widget_lines(table)[0].index("State")
        await pilot.click(table, offset=(title, 0))
        await pilot.pause()
    assert [each.column for each in host.told if isinstance(each, LineTable.HeaderClicked)] == ["state"]


async def test_the_sorted_column_carries_a_sign() -> None:
    table = LineTable(COLUMNS)
    async with Host(table).run_test(size=(80, 5)) as pilot:
        await pilot.pause()
        table.set_sort("name")
        assert "Name ▲" in widget_lines(table)[0]
        table.set_sort("size", reverse=True)
        assert "▼ Size" in widget_lines(table)[0]
        table.set_sort(None)
        assert not set("▲▼") & set(widget_lines(table)[0])


async def test_marked_rows_carry_a_sign_wherever_they_go() -> None:
    table = LineTable(COLUMNS)
    async with Host(table).run_test(size=(80, 8)) as pilot:
        table.set_rows(rows("abc"))
        table.set_marked(["b", "elsewhere"])
        assert table.marked == {"b", "elsewhere"}
        table.set_rows(rows("cba"))
        await pilot.pause()
        assert [line[:1] for line in widget_lines(table)[1:4]] == [" ", "●", " "]
        table.set_marked(())
        assert "●" not in "".join(widget_lines(table))


async def test_the_cursor_shows_without_focus_but_dimmer() -> None:
    table, other = LineTable(COLUMNS), LineTable(COLUMNS)
    async with Host(table, other).run_test(size=(80, 24)) as pilot:
        table.set_rows(rows("ab"))
        await pilot.pause()

        def backgrounds() -> list[object]:
            return [next(iter(table.render_line(y))).style.bgcolor for y in (1, 2)]  # type: ignore[union-attr] # all are styled

        focused = backgrounds()
        other.focus()
        await pilot.pause()
        blurred = backgrounds()
    assert len({focused[0], blurred[0], blurred[1]}) == 3


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    table = LineTable(COLUMNS)
    async with Host(table).run_test(size=(80, 11)) as pilot:
        table.set_rows(rows(range(100)))
        await pilot.pause()
        table.scroll_down(animate=False)
        await pilot.pause()
        assert "name-1" in widget_lines(table)[1]
        assert table.cursor_key == "0"
        await pilot.press("down")
        await pilot.pause()
        assert "name-1" in widget_lines(table)[1]


async def test_other_columns_are_taken_at_once() -> None:
    table = LineTable(COLUMNS)
    async with Host(table).run_test(size=(80, 5)) as pilot:
        table.set_rows(rows("a"))
        table.set_columns([Column("only", "Only", 12)])
        await pilot.pause()
        assert widget_lines(table)[:2] == ["  Only", "  name-a"]
