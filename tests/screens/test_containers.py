"""The Containers screen: live, and every key does what it says."""

from pathlib import Path

import pytest

from screens.containers import ContainersScreen
from screens.widgets.line_table import LineTable
from tests.screens.person import Person, person_at
from tests.tools.waiting import wait_until_async
from workbench.domain.commands import BuildImage, RunContainer, StopContainer, TagImage
from workbench.domain.containers import ContainerState
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine


def run(engine: Engine, name: str, environment: tuple[tuple[str, str], ...] = ()) -> None:
    engine.execute(RunContainer(image="redis", name=name, environment=environment))


def state_of(engine: Engine, name: str) -> ContainerState | None:
    return next((each.state for each in engine.containers() if each.name == name), None)


def table(person: Person) -> LineTable:
    return person.app.screen.query_one("#containers", LineTable)


async def test_an_empty_engine_says_what_to_do(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("No containers yet.", "start the stack on screen 5")


async def test_a_container_that_another_program_starts_appears_by_itself(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("No containers yet.")
        run(engine, "late")
        await person.sees("late", "● running")
        engine.execute(StopContainer("late"))
        await person.sees("exited")


async def test_an_image_that_lost_its_name_is_shown_by_its_short_id(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    run(engine, "one")
    old = engine.containers()[0].image_id.removeprefix("sha256:")
    engine.execute(TagImage("debian:bookworm-slim", "redis:latest"))
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("● running", f" {old[:12]} ")
        assert "sha256" not in person.screen


@pytest.mark.long
async def test_s_stops_and_starts(embedded: EmbeddedEngine, engine: Engine, app_folder: Path) -> None:
    run(engine, "one")
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("one", "running")
        await person.press("s")
        await person.sees("exited", "docker stop one")
        await wait_until_async(lambda: state_of(engine, "one") is ContainerState.EXITED)
        await person.press("s")
        await person.sees("● running", "docker start one")


async def test_p_pauses_and_lets_go_on(embedded: EmbeddedEngine, engine: Engine, app_folder: Path) -> None:
    run(engine, "one")
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("running")
        await person.press("p")
        await person.sees("‖ paused")
        await person.press("p")
        await person.sees("● running")


@pytest.mark.long
async def test_d_removes_only_after_a_yes(embedded: EmbeddedEngine, engine: Engine, app_folder: Path) -> None:
    run(engine, "one")
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("running")
        await person.press("d")
        await person.sees("Remove one?", "the files written in it and its log", "docker rm -f one")
        await person.press("n")
        await person.sees_no_more("Remove one?")
        assert state_of(engine, "one") is ContainerState.RUNNING
        await person.press("d")
        await person.sees("Remove one?")
        await person.press("y")
        await person.sees("No containers yet.")
        assert state_of(engine, "one") is None


@pytest.mark.long
async def test_bulk_does_one_thing_to_the_marked(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    for name in ("one", "two", "three"):
        run(engine, name)
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("one", "two", "three")
        await person.press("home", "space", "space", "b")
        await person.sees("Do what to 2 containers?")
        await person.press("down", "enter")
        await person.sees("Stop 2 containers?")
        await person.press("y")
        await wait_until_async(
            lambda: {state_of(engine, name) for name in ("one", "three")} == {ContainerState.EXITED}
        )
        assert state_of(engine, "two") is ContainerState.RUNNING


async def test_the_filter_narrows_and_escape_widens(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    for name in ("alpha", "beta"):
        run(engine, name)
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("alpha", "beta")
        await person.press("slash")
        await person.write("bet")
        await wait_until_async(lambda: table(person).line_count == 1)
        await person.sees("esc Drop filter")
        assert "/ Filter" not in person.screen  # It is a letter here.
        await person.press("escape")
        await wait_until_async(lambda: table(person).line_count == 2)
        await person.sees("/ Filter")
        assert table(person).has_focus
        await person.press("slash")
        await person.write("bet")
        await person.press("enter", "escape")
        await wait_until_async(lambda: table(person).line_count == 2)


async def test_the_tabs_tell_more_and_hide_secrets(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    run(engine, "one", environment=(("REDIS_PASSWORD", "hunter2"), ("MODE", "plain")))
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("running")
        await person.press("i")
        await person.sees("entrypoint", "docker-entrypoint.sh")
        await person.press("right_square_bracket")
        await person.sees("redis-server")
        await person.press("right_square_bracket", "right_square_bracket")
        await person.sees("REDIS_PASSWORD", "••••••", "plain")
        assert "hunter2" not in person.screen


async def test_l_follows_its_log(embedded: EmbeddedEngine, engine: Engine, app_folder: Path) -> None:
    run(engine, "store")
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("running")
        await person.press("l")
        await person.sees("Ready to accept connections", "following", "0 dropped")
        assert person.app.screen.name == "logs"


@pytest.mark.long
async def test_a_container_without_a_shell_says_so(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(BuildImage(str(app_folder), "Dockerfile.distroless", "bare:1"))
    engine.execute(RunContainer(image="bare:1", name="bare"))
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("bare", "running")
        await person.press("e")
        await person.sees("No shell in bare")


async def test_read_only_refuses_and_changes_nothing(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    run(engine, "one")
    async with person_at(embedded.url, app_folder, read_only=True) as person:
        await person.sees("running", "READ-ONLY")
        await person.press("s")
        await person.sees("⊘ refused", "docker stop one")
        # What is refused in any case is not asked about first.
        await person.press("K")
        await person.sees("⊘ refused", "docker kill -s KILL one")
        assert "This will be lost" not in person.screen
        assert state_of(engine, "one") is ContainerState.RUNNING


async def test_names_full_of_markup_are_drawn_as_they_are(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    command = RunContainer(
        image="redis", name="one", labels=(("note", "[red]no[/] [@click=app.quit]x[/] \x1b]0;title\x07"),)
    )
    engine.execute(command)
    async with person_at(embedded.url, app_folder, size=(120, 90)) as person:
        await person.sees("running")
        await person.press("i")
        await person.sees("[red]no[/] [@click=app.quit]x[/]")
        assert "\x1b" not in person.screen


async def test_an_engine_that_refuses_is_quoted(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    run(engine, "one")
    async with person_at(embedded.url, app_folder) as person:
        await person.sees("running")
        embedded.faults.fail_next("/stop", message="the [b]disk[/b] is on fire")
        await person.press("s")
        await person.sees("✗ failed", "docker stop one", "would not stop one", "[b]disk[/b]")


@pytest.mark.long
async def test_of_very_many_containers_those_that_are_seen_are_measured(app_folder: Path) -> None:
    with EmbeddedEngine(containers=200) as engine:
        async with person_at(engine.url, app_folder) as person:
            await person.sees("● running")
            await person.press("end")
            await wait_until_async(lambda: _measured(person), 20, "figures of all that are seen")


def _measured(person: Person) -> bool:
    """Whether each running container in view has its memory beside it, and there are some."""
    running = [line for line in person.screen.splitlines() if "● running" in line]
    return len(running) > 2 and all(" MB" in line or " kB" in line for line in running)


async def test_the_inspect_page_tells_how_long_ago_a_container_ended(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(RunContainer(image="redis", name="store"))
    async with person_at(embedded.url, app_folder, size=(120, 50)) as person:
        await person.sees("store")
        await person.press("right_square_bracket", "right_square_bracket")
        await person.sees("process", "on the engine's host")
        assert "ended" not in person.screen
        engine.execute(StopContainer("store"))
        await person.sees("ended", "exited with code 0")
        assert "on the engine's host" not in person.screen


async def test_an_age_grows_while_it_is_looked_at(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stood still as long as no event came: a container had started "2 s ago" for minutes."""
    monkeypatch.setattr("screens.container_detail._FRESH_SECONDS", 0.1)
    run(engine, "one")
    async with person_at(embedded.url, app_folder, size=(160, 45)) as person:
        await person.sees("one", "running")
        await person.press("i")
        await person.sees("started  2 s ago")
        await person.sees("started  3 s ago")


async def test_a_dialog_in_front_leaves_the_measurements_where_they_are(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    """Behind each dialog they ended, and the graphs began anew after it."""
    run(engine, "one")
    async with person_at(embedded.url, app_folder, size=(160, 45)) as person:
        await person.sees("one", "running")
        screen = person.app.screen
        assert isinstance(screen, ContainersScreen)
        name = engine.containers()[0].id
        await wait_until_async(lambda: len(screen._watch.history(name)) > 1)  # pyright: ignore[reportPrivateUsage] - what the graph draws
        await person.press("question_mark")
        await person.sees("esc")
        await wait_until_async(lambda: person.app.screen is not screen)
        await person.press("escape")
        await wait_until_async(lambda: person.app.screen is screen)
        assert len(screen._watch.history(name)) > 1  # pyright: ignore[reportPrivateUsage] - the same
        await person.press("2")
        await person.is_at("images")
        await wait_until_async(lambda: not screen._watch.history(name))  # pyright: ignore[reportPrivateUsage] - the same
