"""The Logs screen: several containers in one live log that counts its lines."""

import threading
from contextlib import closing
from pathlib import Path

import docker
import pytest

from screens.logs import LogsScreen
from screens.widgets.log_pane import LogPane
from tests.screens.person import Person, person_at
from tests.tools.waiting import wait_until_async
from workbench.domain.commands import RemoveContainer, RunContainer
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine
from workbench.services.follow_logs import LogFollower
from workbench.services.log_watch import LogWatch


def echo(engine: Engine, name: str, text: str) -> None:
    engine.execute(
        RunContainer(
            image="debian:bookworm-slim", name=name, command=("sh", "-c", f"echo '{text}'; sleep 999")
        )
    )


def logs(person: Person) -> LogsScreen:
    assert isinstance(person.app.screen, LogsScreen)
    return person.app.screen


async def test_without_containers_it_says_what_to_do(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="logs") as person:
        await person.sees("Start the stack on screen 5.", "0 received")


@pytest.mark.long
async def test_several_containers_stand_in_one_log_with_their_names(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    echo(engine, "one", "first words")
    echo(engine, "two", "second words")
    async with person_at(embedded.url, app_folder, first="logs") as person:
        await person.sees("one", "two")
        await person.press("a")
        await person.sees("one │ first words", "two │ second words", "2 received", "0 dropped")
        await person.press("a")
        await person.sees("No container is followed.", "a all that run", "0 received")
        await person.press("a")
        await person.sees("one │ first words", "two │ second words", "2 received")
        await person.press("home", "space")
        await person.sees_no_more("first words")


async def test_searching_counts_jumps_and_narrows(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(RunContainer(image="redis", name="store"))
    async with person_at(embedded.url, app_folder, first="logs") as person:
        await person.sees("Ready to accept")
        await person.press("slash")
        await person.write("ready")
        await person.sees("1 match  ")
        await person.write("zzz")
        await person.sees("0 matches")
        await person.press("backspace", "backspace", "backspace")
        await person.sees("1 match  ")
        await person.press("enter", "ampersand")
        await person.sees_no_more("Redis is starting")
        await person.sees("Ready to accept")
        await person.press("ampersand")
        await person.sees("Redis is starting")


async def test_markup_and_escapes_in_lines_are_text(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    echo(engine, "one", "[bold]loud[/bold] \x1b]0;evil\x07 plain")
    async with person_at(embedded.url, app_folder, first="logs") as person:
        await person.sees("[bold]loud[/bold]", "plain")
        assert "evil" not in person.screen


@pytest.mark.long
async def test_scrolling_up_is_not_stolen_and_end_follows_again(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(RunContainer(image="redis", name="store"))
    async with person_at(embedded.url, app_folder, first="logs") as person:
        await person.sees("Ready to accept")
        await person.press("tab")
        embedded.faults.flood_logs("store", 500, "flood")
        await person.sees("507 received")
        await person.press("home")
        await person.sees("paused", "Redis is starting")
        embedded.faults.flood_logs("store", 500, "flood")
        await person.sees("1,007 received")
        assert "Redis is starting" in person.screen
        await person.press("end")
        await person.sees("following")
        assert "Redis is starting" not in person.screen


@pytest.mark.long
async def test_lines_are_saved_to_a_file(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path, tmp_path: Path
) -> None:
    echo(engine, "one", "  kept as written  ")
    async with person_at(embedded.url, app_folder, first="logs") as person:
        await person.sees("kept as written")
        await person.press("S")
        await person.sees("Save 1 line")
        target = tmp_path / "saved.log"
        await person.press("end", *(["backspace"] * 120))
        await person.write(str(target))
        await person.press("enter")
        await wait_until_async(target.exists)
        await person.sees("Saved")
        assert target.read_bytes() == b"  kept as written  \n"


async def test_a_container_removed_while_it_is_read_is_told_in_the_log(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    echo(engine, "one", "last words")
    echo(engine, "two", "other words")
    async with person_at(embedded.url, app_folder, first="logs") as person:
        await person.sees("one", "two")
        await person.press("a")
        await person.sees("last words", "other words")
        engine.execute(RemoveContainer("one", force=True))
        await person.sees("one: no container has this name", "last words", "other words")
        echo(engine, "one", "words of another")
        await person.sees("last words", "other words", "words of another")


async def test_a_container_that_is_gone_is_let_go_by_its_name(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    echo(engine, "one", "last words")
    async with person_at(embedded.url, app_folder, first="logs") as person:
        await person.sees("last words")
        engine.execute(RemoveContainer("one", force=True))
        await person.sees("gone", "one: no container has this name", "last words")
        await person.press("space")
        await person.sees("No container is followed.", "No containers yet.")


async def test_a_word_of_the_program_itself_is_no_line_of_a_container(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    echo(engine, "one", "last words")
    async with person_at(embedded.url, app_folder, first="logs") as person:
        await person.sees("last words", "1 received  1 shown")
        engine.execute(RemoveContainer("one", force=True))
        await person.sees("one: no container has this name", "1 received  1 shown")
        await person.press("S")
        await person.sees("Save 1 line")


async def test_a_renamed_container_goes_on_under_its_new_name(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    echo(engine, "one", "its words")
    async with person_at(embedded.url, app_folder, first="logs") as person:
        await person.sees("its words", "1 received")
        with closing(docker.APIClient(base_url=embedded.url)) as client:
            client.rename("one", "other")
        await person.sees("one: it was renamed to other", "following  other")
        await person.is_told(
            lambda told: [each.name for each in told.containers] == ["other"], "the new name"
        )
        await person.sees_no_more("gone")
        embedded.faults.flood_logs("other", 1, "later words")
        await person.sees("other │ later words", "2 received")
        echo(engine, "one", "words of another")
        await person.sees("one   │ words of another", "3 received", "following  other, one")


async def test_who_takes_a_name_is_followed_though_the_renamed_one_is_gone(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    """As where a container is replaced: the old one is renamed, then removed, and a new one has its name."""
    echo(engine, "one", "its words")
    async with person_at(embedded.url, app_folder, first="logs") as person:
        await person.sees("its words", "1 received")
        with closing(docker.APIClient(base_url=embedded.url)) as client:
            client.rename("one", "old")
        await person.sees("one: it was renamed to old")
        engine.execute(RemoveContainer("old", force=True))
        await person.sees("old: no container has this name")
        echo(engine, "one", "words of another")
        await person.sees("words of another", "2 received", "following  old, one")


async def test_others_asked_for_by_an_old_name_leave_the_renamed_one_followed(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = threading.Event()
    tell = LogFollower._rename  # pyright: ignore[reportPrivateUsage] - nothing public is between note and news

    def tell_and_note(follower: LogFollower, watch: LogWatch, before: str, name: str) -> None:
        tell(follower, watch, before, name)
        noted.set()

    monkeypatch.setattr(LogFollower, "_rename", tell_and_note)
    echo(engine, "one", "its words")
    echo(engine, "two", "more words")
    async with person_at(embedded.url, app_folder, first="logs") as person:
        await person.sees("its words", "1 received")
        with closing(docker.APIClient(base_url=embedded.url)) as client:
            client.rename("one", "other")
        noted.wait(10)  # The screen can do nothing meanwhile: the news waits in its queue.
        person.app.screen.query_one(LogPane).follow(("one", "two"))
        await person.sees("following  other, two")
        embedded.faults.flood_logs("other", 1, "later words")
        await person.sees("other │ later words")
