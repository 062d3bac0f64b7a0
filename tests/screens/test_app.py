"""What all screens share: numbers, help, palette, ledger, an engine that is not there or goes away."""

import threading
from pathlib import Path

import pytest

from screens.app import WorkbenchApp
from screens.no_engine import NoEngineScreen
from tests.screens.person import ObservedApp, Person, person_at
from tests.tools.waiting import wait_until_async
from workbench.domain.commands import RunContainer
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine
from workbench.services.workspace import Wishes, Workspace

NOUNS = ("containers", "images", "layers", "variants", "stack", "logs", "system")


@pytest.mark.long
async def test_number_keys_show_every_screen_and_back(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("EMBEDDED")
        for number, noun in (*enumerate(NOUNS, 1), (3, "layers"), (1, "containers")):
            await person.press(str(number))
            await person.is_at(noun)


async def test_help_lists_the_keys_of_the_screen_in_front(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="stack", size=(120, 60)) as person:
        await person.sees("EMBEDDED")
        await person.press("question_mark")
        await person.sees("Keys", "Swap variant", "Redis keeps its data")
        await person.press("escape")
        await person.sees_no_more("Redis keeps its data")


@pytest.mark.long
async def test_the_palette_finds_an_action_by_name(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("No containers yet.")
        await person.press("colon")
        await person.write("Stack")
        await person.press("down", "enter")
        await person.is_at("stack")


async def test_the_ledger_keeps_every_command_and_masks_secrets(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(RunContainer(image="redis", name="one"))
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("running")
        person.app.workspace.engine.execute(
            RunContainer(image="redis", name="two", environment=(("API_TOKEN", "hunter2"),))
        )
        await person.sees("✓ done docker run", "••••••")
        await person.press("dollar_sign")
        await person.sees("Ledger", "docker run -d --name two")
        assert "hunter2" not in person.screen
        await person.press("y")
        assert "API_TOKEN=hunter2" in person.app.clipboard


async def test_an_engine_that_goes_away_is_told_and_its_return_too(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(RunContainer(image="redis", name="one"))
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("running")
        embedded.faults.go_away()
        await person.sees("The engine is gone", "GONE", "one")
        embedded.faults.come_back()
        await person.sees_no_more("The engine is gone")
        await person.sees("EMBEDDED", "one")


async def test_what_failed_without_the_engine_is_read_again_on_every_screen_that_was_seen(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    """Only the screen in front read again: the others told for ever that the engine was gone, or nothing."""
    engine.execute(RunContainer(image="redis", name="one"))
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("running")
        embedded.faults.go_away()
        await person.sees("The engine is gone")
        await person.press("i")
        await person.sees("The engine no longer answers")
        await person.press("4")
        await person.sees("variant", "The engine no longer answers")
        await person.press("7")
        await person.sees("Networks", "The engine no longer answers")
        await person.press("3")
        await person.sees("All images", "The engine no longer answers")
        await person.press("6")
        await person.sees("● one")
        embedded.faults.come_back()
        await person.sees_no_more("The engine is gone")
        await person.press("3")
        await person.sees("layers", " on disk (")
        await person.press("7")
        await person.sees("embedded, simulated", "address")
        await person.press("4")
        await person.sees("○ not built")
        await person.press("1")
        await person.sees("entrypoint", "redis-server")


async def test_a_wrong_host_is_told_with_a_way_out(tmp_path: Path) -> None:
    async with person_at(f"unix://{tmp_path}/nothing.sock", tmp_path) as person:
        await person.sees("No engine answers", "nothing.sock", "Trying again", "enter")


async def test_an_engine_that_starts_late_is_found_by_itself(tmp_path: Path, app_folder: Path) -> None:
    socket = tmp_path / "late.sock"
    async with person_at(f"unix://{socket}", app_folder) as person:
        await person.sees("No engine answers")
        with EmbeddedEngine(socket_path=socket, speed=0):
            await person.sees("No containers yet.")


async def test_enter_takes_the_embedded_engine_where_there_is_none(tmp_path: Path, app_folder: Path) -> None:
    async with person_at(f"unix://{tmp_path}/nothing.sock", app_folder) as person:
        await person.sees("No engine answers")
        await person.press("enter")
        await person.sees("EMBEDDED", "No containers yet.")


async def test_a_path_that_is_no_folder_is_told_where_it_matters(
    embedded: EmbeddedEngine, tmp_path: Path
) -> None:
    async with person_at(embedded.url, tmp_path / "nowhere", first="variants") as person:
        await person.sees("nowhere")
        await person.press("5")
        await person.sees("nowhere")


@pytest.mark.long
async def test_forty_by_ten_shows_every_screen(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(RunContainer(image="redis", name="one"))
    async with person_at(embedded.url, app_folder, size=(40, 10)) as person:
        await person.sees("one")
        for number, noun in enumerate(NOUNS, 1):
            await person.press(str(number))
            await person.is_at(noun)
            await seen_without_traceback(person)
            await person.sees("? Help  q Quit")
        await person.press("1", "d")
        await person.sees("Remove one?")
        await person.press("escape")


async def test_no_keys_are_named_behind_a_dialog(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="images") as person:
        await person.sees("redis:latest", "r Run", "q Quit")
        await person.press("d")
        await person.sees("Remove")
        await person.sees_no_more("q Quit")
        await person.press("escape")
        await person.sees("r Run", "q Quit")


async def seen_without_traceback(person: Person) -> None:
    await person.pilot.pause()
    assert "Traceback" not in person.screen
    assert all(len(line) <= 40 for line in person.screen.splitlines())


@pytest.mark.long
async def test_leaving_ends_every_thread_of_ours(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("No containers yet.")
        await person.press("7", "6")
        await person.sees("0 received")
    ours = {"connect", "inventory", "inventory-events", "events", "log-events", "builds", "plan"}
    await wait_until_async(lambda: not ours & {each.name for each in threading.enumerate()})


def test_the_first_screen_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    app = WorkbenchApp(Workspace(Wishes(tmp_path)), "images")
    assert app.get_default_screen().name == "images"
    assert NoEngineScreen.BINDINGS


async def test_the_embedded_engine_brings_the_sample_where_no_folder_is_named() -> None:
    workspace = Workspace(Wishes(None, embedded=True))
    app = ObservedApp(workspace, "variants")
    async with app.run_test(size=(120, 36)) as pilot:
        await Person(app, pilot).sees("EMBEDDED", "distroless", "○ not built")
        copy = workspace.folder
        assert copy.is_dir()
    assert not copy.exists()
