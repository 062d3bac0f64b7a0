"""Reading the files of an image on the Layers screen: told, cancelled, and broken off half way."""

from pathlib import Path

import pytest

from screens.widgets.line_tree import LineTree
from tests.screens.person import Person, person_at
from tests.tools.archive_gate import ArchiveGate
from tests.tools.waiting import wait_until_async
from workbench.domain.commands import RemoveImage
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine


async def _open_redis(person: Person) -> None:
    """Turn from the forest of all images to the history of the last."""
    await person.sees("debian:bookworm-slim")
    await person.press("o")
    await person.press("end", "enter")
    await person.sees("redis:latest its own layers")


@pytest.mark.long
async def test_reading_is_told_and_cancelled(embedded: EmbeddedEngine, app_folder: Path) -> None:
    with ArchiveGate(embedded.url) as gate:
        async with person_at(gate.url, app_folder, first="layers") as person:
            await _open_redis(person)
            await person.press("f")
            await person.sees("the engine prepares the archive", "esc cancels")
            await person.press("escape")
            await person.sees("Stopped.", "f reads the files again.")
            gate.let_pass()
            await person.press("w", "f")
            await person.sees("what it did")


@pytest.mark.long
async def test_an_engine_that_goes_half_way_leaves_what_was_read(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    with ArchiveGate(embedded.url, passed_bytes=300_000) as gate:
        async with person_at(gate.url, app_folder, first="layers") as person:
            await _open_redis(person)
            await person.press("f")
            await person.sees(" of about ")
            gate.go_away()
            await person.sees("not whole: The engine broke off", "layer 1 of", "The engine is gone")


@pytest.mark.long
@pytest.mark.parametrize(
    ("goes_on", "told"),
    [(True, "layer 6 of 6"), (False, "not whole: redis:latest was removed while it was read.")],
    ids=["the engine saves it to the end", "the engine breaks off"],
)
async def test_an_image_that_is_removed_half_way_leaves_what_was_read(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path, *, goes_on: bool, told: str
) -> None:
    """The reading was given up as soon as the image was missed."""
    with ArchiveGate(embedded.url, passed_bytes=300_000) as gate:
        async with person_at(gate.url, app_folder, first="layers") as person:
            await _open_redis(person)
            history = person.app.screen.query_one("#history-tree", LineTree)
            await person.press("f")
            await person.sees(" of about ")
            engine.execute(RemoveImage("redis:latest", force=True))
            await wait_until_async(lambda: not history.line_count, 15, "the image is missed")
            (gate.let_pass if goes_on else gate.cut)()
            await person.sees(told, "usr/")
