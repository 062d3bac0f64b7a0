"""How the table draws its rows: columns, colours and signs, and text that stays text."""

import pytest

from screens.widgets.line_table import Cell, Column, LineTable, Row
from tests.screens.widgets.hosts import Host, widget_lines
from tests.screens.widgets.table_rows import COLUMNS, rows


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
            styles = [next(iter(table.render_line(y))).style for y in (1, 2)]
            return [style and style.bgcolor for style in styles]

        focused = backgrounds()
        other.focus()
        await pilot.pause()
        blurred = backgrounds()
    assert len({focused[0], blurred[0], blurred[1]}) == 3
