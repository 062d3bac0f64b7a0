"""While a screen is drawn, the threads that bring log lines wait for it, and never for long."""

import threading
from pathlib import Path

import pytest
from textual.widgets import Static

from screens.base import WorkbenchScreen
from screens.widgets import drawing_time
from screens.widgets.drawing_time import DRAWING
from screens.widgets.log_feed import LogFeed
from tests.screens.person import person_at
from tests.screens.widgets.log_lines import numbered
from tests.tools.waiting import wait_until_async
from workbench.embedded import EmbeddedEngine


def test_lines_wait_for_the_end_of_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing_time, "LONGEST_WAIT_SECONDS", 600)
    feed = LogFeed()
    writer = threading.Thread(target=lambda: feed.put(numbered([1])))
    with DRAWING:
        writer.start()
        writer.join(0.05)
        assert (writer.is_alive(), len(feed)) == (True, 0)
    writer.join()
    assert len(feed) == 1


def test_a_picture_without_end_keeps_no_line_away() -> None:
    feed = LogFeed()
    with DRAWING:
        assert feed.put(numbered([1]))


class _Witness(Static):
    """Notes whether it is drawn within the time of a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[bool] = set()

    def render(self) -> str:
        """Look, and draw a word."""
        self.seen.add(DRAWING.is_on)
        return "a witness"


async def test_a_screen_is_drawn_within_that_time(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("EMBEDDED")
        assert isinstance(person.app.screen, WorkbenchScreen)
        witness = _Witness()
        await person.app.screen.mount(witness)
        await person.sees("a witness")
        witness.seen.clear()
        witness.refresh()
        await wait_until_async(lambda: True in witness.seen)
        assert not DRAWING.is_on
