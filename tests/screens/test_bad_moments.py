"""News that come at a bad moment."""

import tempfile
from pathlib import Path

import pytest

from screens.base import WorkbenchScreen
from screens.messages import InventoryChanged
from tests.screens.person import person_at
from workbench.domain.commands import RunContainer
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine


async def test_news_for_a_screen_that_is_still_being_made_do_not_hurt(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    """They were drawn on a header that was not there yet, and the program ended."""
    engine.execute(RunContainer(image="redis", name="one"))
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("one", "● running")
        front = person.app.screen
        assert isinstance(front, WorkbenchScreen)
        news = InventoryChanged(front.inventory)
        for noun in ("stack", "system", "images"):
            person.app.action_show(noun)
            person.app.on_inventory_changed(news)
        await person.sees("redis:latest", "EMBEDDED")


def make_folder(path: Path) -> None:
    path.mkdir()


async def test_an_embedded_engine_that_cannot_start_is_told(
    app_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(prefix="wb-") as short:
        missing = Path(short, "missing")
        monkeypatch.setattr("tempfile.tempdir", str(missing))
        async with person_at("", app_folder) as person:
            await person.sees("The embedded engine cannot listen", "set TMPDIR")
            make_folder(missing)
            await person.sees("EMBEDDED", "No containers yet.")
