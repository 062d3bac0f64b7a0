"""The table: its cursor keeps to a key, it paints what changed, and it obeys keys and mouse."""

from textual.strip import Strip

from screens.widgets.line_table import LineTable, MadeRows, Row
from tests.screens.widgets.hosts import Host, widget_lines
from tests.screens.widgets.table_rows import COLUMNS, keys, rows


class WatchedTable(LineTable):
    """Counts which rows it draws."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, empty_text="No containers.\nPress r to run one.")
        self.painted: list[int] = []

    def render_line(self, y: int) -> Strip:
        """Keep the number of the line."""
        self.painted.append(y)
        return super().render_line(y)


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


async def test_rows_are_made_only_where_they_are_seen() -> None:
    made: list[int] = []

    def make(number: int) -> Row:
        made.append(number)
        return rows([number])[0]

    table = LineTable(COLUMNS)
    async with Host(table).run_test(size=(80, 24)) as pilot:
        table.set_rows(MadeRows(range(1000), str, make))
        await pilot.pause()
        assert max(made) < 24
        assert table.move_to("500")
        table.set_rows(MadeRows(range(100, 1000), str, make))
        assert (table.cursor, table.cursor_key) == (400, "500")
        assert not table.move_to("99")
        await pilot.pause()
        assert "name-500" in "".join(widget_lines(table))
        assert len(set(made)) < 100


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
