"""Troubles of the embedded engine that a lesson switches on from the palette."""

from pathlib import Path

import pytest

from tests.screens.person import Person, person_at
from workbench.domain.commands import RunContainer
from workbench.embedded import EmbeddedEngine


async def choose(person: Person, words: str) -> None:
    await person.press("colon")
    await person.write(words)
    await person.sees(words)
    await person.press("down", "enter")


@pytest.mark.long
async def test_the_engine_goes_away_and_comes_back(app_folder: Path) -> None:
    async with person_at("", app_folder) as person:
        await person.sees("No containers yet.", "EMBEDDED")
        await choose(person, "the engine goes away")
        await person.sees("The engine is gone")
        await choose(person, "the engine comes back")
        await person.sees_no_more("The engine is gone")


@pytest.mark.long
async def test_a_container_runs_out_of_memory(app_folder: Path) -> None:
    async with person_at("", app_folder) as person:
        await person.sees("No containers yet.")
        person.app.workspace.engine.execute(RunContainer(image="redis", name="store"))
        await person.sees("running")
        await choose(person, "store runs out of memory")
        await person.sees("exited (137)")


@pytest.mark.long
async def test_the_disk_is_full(app_folder: Path) -> None:
    async with person_at("", app_folder, first="images") as person:
        await person.sees("redis:latest")
        await choose(person, "a full disk")
        await person.press("P")
        await person.write("nginx")
        await person.press("enter")
        await person.sees("The engine's disk is full.")


async def test_a_real_engine_has_troubles_of_its_own(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("No containers yet.")
        await person.press("colon")
        await person.write("Trouble")
        await person.sees("No matches found")
