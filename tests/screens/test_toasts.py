"""A toast says what happened on a screen of any size."""

from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widgets._toast import Toast

from screens.base import WorkbenchScreen
from screens.toast_text import Notice, fitting
from tests.screens.person import person_at
from tests.screens.widgets.hosts import Host
from tests.tools.waiting import wait_until_async
from workbench.domain.errors import NotReady
from workbench.embedded import EmbeddedEngine

MESSAGE = "store is unhealthy.\n  Its health check said:\n  no answer on port 7000"
HINT = "Read its log: `workbench logs store`. " + "Done before that: run another one. " * 6


async def test_a_small_terminal_shows_what_happened_and_begins_what_to_do(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, size=(40, 10)) as person:
        await person.sees("EMBEDDED")
        assert isinstance(person.app.screen, WorkbenchScreen)
        person.app.screen.show_error(NotReady(MESSAGE, HINT))
        await person.sees("store is unhealthy.", "no answer on port 7000", "Read its log", "…")


@pytest.mark.parametrize("size", [Size(40, 10), Size(80, 24), Size(200, 60), Size(12, 4)])
def test_words_fit_the_screen(size: Size) -> None:
    title, message = fitting("what happened " * 40, HINT, size)
    assert title.startswith("what")
    assert message.startswith("Read")
    assert len(f"{title}\n{message}".splitlines()) <= max(2, size.height - 3)


@pytest.mark.parametrize("size", [Size(40, 10), Size(80, 24), Size(12, 4)])
@pytest.mark.parametrize("words", ["漢字" * 400, "漢字 " * 400, "😀 done, " * 200])
def test_words_fit_by_the_cells_that_they_take(size: Size, words: str) -> None:
    # Wide characters were counted as one cell each: the end of the message ran off the screen.
    title, message = fitting("built", words, size)
    cells = max(10, min(60, size.width) - 5)
    rows = Content(f"{title}\n{message}").wrap(cells)
    assert message.endswith("…")
    assert len(rows) <= max(2, size.height - 3)
    assert all(cell_len(row) <= cells for row in message.splitlines())


def test_words_that_fit_are_left_as_they_are() -> None:
    assert fitting("Built", "slim", Size(40, 10)) == ("Built", "slim")
    assert fitting("", MESSAGE, Size(80, 24)) == ("", MESSAGE)


async def test_a_toast_whose_time_was_up_before_it_was_shown_goes_and_holds_nothing_up() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await app.mount(Toast(Notice("too late", timeout=-1)))
        await wait_until_async(lambda: not app.query(Toast), 15, "it is gone")
        await pilot.press("a")
