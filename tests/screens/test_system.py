"""The System screen: facts, disk, networks, volumes and events."""

from pathlib import Path

import pytest

from screens.base import WorkbenchScreen
from tests.screens.person import Person, person_at
from tests.tools.waiting import wait_until_async
from workbench.domain.commands import (
    CreateNetwork,
    CreateVolume,
    RemoveContainer,
    RunContainer,
    StopContainer,
)
from workbench.domain.inventory import Inventory
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine


async def test_the_engine_tells_about_itself(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="system") as person:
        await person.sees("embedded, simulated", "address", "unix://", "overlay2")


async def test_disk_use_is_measured(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="system") as person:
        await person.press("right_square_bracket")
        await person.sees("images", "can be freed", "all", "GB")


async def test_networks_come_go_and_name_their_containers(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="system") as person:
        await person.press("right_square_bracket", "right_square_bracket")
        await person.sees("bridge")
        engine.execute(CreateNetwork("giropops"))
        await person.sees("giropops")
        engine.execute(RunContainer(image="redis", name="store", network="giropops"))
        await person.sees("store")


async def test_an_unused_network_is_removed_after_a_yes(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(CreateNetwork("aaa"))
    async with person_at(embedded.url, app_folder, first="system") as person:
        await person.press("right_square_bracket", "right_square_bracket")
        await person.sees("aaa")
        await person.press("d")
        await person.sees("Remove network aaa?")
        await person.press("y")
        await person.sees("✓ done docker network rm aaa")
        assert "aaa" not in {each.name for each in engine.networks()}


async def test_a_volume_is_removed_only_with_its_loss_named(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(CreateVolume("precious"))
    async with person_at(embedded.url, app_folder, first="system") as person:
        await person.press("right_square_bracket", "right_square_bracket", "right_square_bracket")
        await person.sees("precious")
        await person.press("d")
        await person.sees("all data in volume precious")
        await person.press("n")
        assert [each.name for each in engine.volumes()] == ["precious"]


def inventory_of(person: Person) -> Inventory:
    assert isinstance(person.app.screen, WorkbenchScreen)
    return person.app.screen.inventory


@pytest.mark.long
async def test_prune_lists_what_goes_first(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(RunContainer(image="redis", name="done"))
    engine.execute(StopContainer("done"))
    async with person_at(embedded.url, app_folder, first="system") as person:
        await person.sees("simulated")
        await wait_until_async(lambda: bool(inventory_of(person).containers))
        await person.press("X")
        await person.sees("Containers", "1 found")
        await person.press("enter")
        await person.sees("all stopped containers", "✗ done")
        await person.press("y")
        await person.sees("✓ done docker container prune -f", "Freed ")
        assert engine.containers() == ()


async def test_prune_goes_without_volumes_where_the_engine_will_not_list_them(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(RunContainer(image="redis", name="done"))
    engine.execute(StopContainer("done"))
    async with person_at(embedded.url, app_folder, first="system") as person:
        await person.sees("simulated")
        await wait_until_async(lambda: bool(inventory_of(person).containers))
        embedded.faults.fail_next("/volumes", message="no volumes today")
        await person.press("X")
        await person.sees("no volumes today", "Build cache", "1 found")
        assert not any("Volumes" in line for line in person.screen.splitlines() if "found" in line)


async def test_prune_asks_nothing_of_who_has_gone_on(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="system") as person:
        await person.sees("simulated")
        embedded.faults.latency_seconds = 0.3
        await person.press("X", "1")
        await person.sees("No containers yet")
        await person.app.workers.wait_for_complete()
        await person.pilot.pause()
        assert "Remove what nothing uses" not in person.screen


async def test_events_are_listed_as_they_happen(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="system") as person:
        await person.sees("simulated")
        await person.press("left_square_bracket")
        await person.sees("Nothing has happened yet.")
        engine.execute(RunContainer(image="redis", name="store"))
        await person.sees("create", "start", "store")


@pytest.mark.long
async def test_prune_tells_only_of_volumes_that_no_container_holds(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(CreateVolume("precious"))
    engine.execute(RunContainer(image="redis", name="holder"))
    engine.execute(StopContainer("holder"))
    engine.execute(RunContainer(image="redis", name="gone"))
    engine.execute(RemoveContainer("gone", force=True))
    [held] = [each.source for each in engine.container("holder").mounts]
    [free] = [each.name for each in engine.volumes() if each.name not in ("precious", held)]
    async with person_at(embedded.url, app_folder, first="system", size=(140, 40)) as person:
        await person.sees("simulated")
        await person.press("X")
        await person.sees("Volumes", "1 found")
        await person.press("end", "up", "enter")
        await person.sees("all data in anonymous volumes", free)
        assert held not in person.screen
        await person.press("y")
        await person.sees("✓ done docker volume prune -f")
    assert {each.name for each in engine.volumes()} == {"precious", held}
