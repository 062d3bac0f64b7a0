"""Two images side by side on the Layers screen."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.screens.person import Person, person_at
from tests.tools.archive_gate import ArchiveGate
from workbench.domain.commands import BuildImage
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine


@asynccontextmanager
async def person_who_compared(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> AsyncGenerator[Person]:
    """Somebody who chose an image of `Dockerfile.other`, and debian:bookworm-slim to compare it with."""
    engine.execute(BuildImage(str(app_folder), "Dockerfile.other", "aaa:1"))
    async with person_at(embedded.url, app_folder, first="layers") as person:
        await person.sees("aaa:1")
        await person.press("right_square_bracket", "c")
        await person.sees("Compare which image?")
        await person.press("home", "enter")
        await person.sees("Compare aaa:1 with")
        await person.press("home", "down", "down", "enter")
        yield person


@pytest.mark.long
async def test_an_image_is_compared_with_another_that_is_chosen(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    (app_folder / "Dockerfile.other").write_text(
        "FROM debian:bookworm-slim\nENV COLOUR=red\nUSER 1000\nCOPY app.py store.py /srv/\n"
    )
    async with person_who_compared(embedded, engine, app_folder) as person:
        await person.sees(
            "aaa:1 → debian:bookworm-slim", "smaller than aaa:1", "The configuration differs in user"
        )
        # One sign stands for what is gone, wherever it is told.
        await person.sees("-1 +0", "- only before   + only after   ~ changed")
        assert "−" not in person.screen
        await person.sees("- environment COLOUR  red", "~ user  1000 → root", "1 shared", "/srv  -2")


@pytest.mark.long
async def test_hidden_bytes_and_a_health_check_are_told(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    (app_folder / "Dockerfile.other").write_text(
        "FROM debian:bookworm-slim\nCOPY app.py /srv/app.py\nCOPY store.py /srv/app.py\n"
        "HEALTHCHECK --interval=5s CMD true\n"
    )
    async with person_who_compared(embedded, engine, app_folder) as person:
        await person.sees("- health check  --interval=5s CMD true")
        hidden = "3.28 kB less is stored but hidden by later layers."
        await person.sees_that(
            lambda screen: hidden in " ".join(screen.split()), what="what is hidden is told"
        )


@pytest.mark.long
async def test_two_marked_images_are_compared(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="images") as person:
        await person.sees("python:3.11-slim")
        await person.press("c")
        await person.sees("Mark two images")
        await person.narrow("slim")
        await person.press("space", "space", "c")
        await person.is_at("layers")
        await person.sees("debian:bookworm-slim", "They share 1 layer", "files  +", "packages")


@pytest.mark.long
async def test_a_comparison_is_cancelled_and_an_image_that_is_gone_is_told(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    with ArchiveGate(embedded.url) as gate:
        async with person_at(gate.url, app_folder, first="layers") as person:
            await person.sees("debian:bookworm-slim")
            await person.press("right_square_bracket", "c")
            await person.sees("Compare which image?")
            await person.press("enter")
            await person.sees("Compare cgr.dev")
            await person.press("enter")
            await person.sees("the engine prepares the archive")
            await person.press("escape")
            await person.sees("Stopped.", "c compares again.")
