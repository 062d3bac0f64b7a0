"""The Images screen: what is there, what it is made of, and what can be done with it."""

from pathlib import Path

import pytest

from screens.image_actions import (
    environment_problem,
    optional_name,
    ports_problem,
    read_ports,
    reference_problem,
)
from tests.screens.person import person_at
from workbench.domain.commands import RunContainer, TagImage
from workbench.domain.containers import PortMapping
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine


def tags(engine: Engine) -> set[str]:
    return {tag for image in engine.images() for tag in image.tags}


async def test_images_show_sizes_layers_and_who_uses_them(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(RunContainer(image="redis", name="store"))
    async with person_at(embedded.url, app_folder, first="images", size=(140, 40)) as person:
        await person.sees("python:3.11-slim", "debian:bookworm-slim", "redis:latest", "store")
        await person.sees("unique", "shared", "layers")


async def test_in_a_small_window_two_tags_of_a_long_name_are_still_told_apart(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="images", size=(60, 24)) as person:
        await person.sees("…", "/python:latest ", "/python:latest-dev ")


async def test_the_history_follows_the_cursor_and_tells_the_base_apart(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="images") as person:
        await person.sees("python:3.11-slim")
        await person.narrow("3.11-slim")
        await person.sees("base debian:bookworm-slim", "its own layers", "RUN")


@pytest.mark.long
async def test_enter_opens_the_image_on_the_layers_screen(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="images") as person:
        await person.sees("redis:latest")
        await person.narrow("redis")
        await person.press("enter")
        await person.sees("One image", "redis:latest", "base debian:bookworm-slim")
        assert person.app.screen.name == "layers"


@pytest.mark.long
async def test_an_image_is_tagged_and_untagged(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="images") as person:
        await person.sees("redis:latest")
        await person.narrow("redis")
        await person.press("T")
        await person.sees("Tag redis:latest")
        await person.press("end", *(["backspace"] * 20))
        await person.write("store:1")
        await person.press("enter")
        await person.sees("docker tag redis:latest store:1")
        assert "store:1" in tags(engine)
        await person.is_told(lambda told: any("store:1" in each.tags for each in told.images), "the new tag")
        await person.press("d")
        await person.sees("the tag", "the image stays under 1 other tag")
        await person.press("y")
        await person.sees("✓ done docker rmi")
        assert len({"store:1", "redis:latest"} & tags(engine)) == 1


@pytest.mark.long
async def test_a_wrong_tag_is_told_in_the_form(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="images") as person:
        await person.sees("redis:latest")
        await person.press("T")
        await person.sees("New tag")
        await person.press("end", *(["backspace"] * 60))
        await person.write("Not A Tag")
        await person.press("enter")
        await person.sees("in lower case")


async def test_removing_the_last_tag_names_what_is_freed_and_who_uses_it(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(RunContainer(image="redis", name="store"))
    async with person_at(embedded.url, app_folder, first="images", size=(140, 40)) as person:
        await person.sees("redis:latest", "store")
        await person.narrow("redis")
        await person.sees("42.3 MB")
        await person.press("d")
        await person.sees("which frees", "containers use it", "store")
        await person.press("escape")
        assert "redis:latest" in tags(engine)


@pytest.mark.long
async def test_an_image_runs_with_a_loopback_port(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="images") as person:
        await person.sees("redis:latest")
        await person.narrow("redis")
        await person.press("r")
        await person.sees("Run redis:latest")
        await person.write("store")
        await person.press("enter")
        await person.press("ctrl+s")
        await person.sees("✓ done docker run -d --name store redis:latest")
        assert [each.name for each in engine.containers()] == ["store"]


@pytest.mark.long
async def test_what_was_typed_comes_back_when_the_name_is_taken(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(RunContainer(image="redis", name="taken"))
    async with person_at(embedded.url, app_folder, first="images") as person:
        await person.sees("redis:latest", "taken")
        await person.narrow("redis")
        await person.press("r")
        await person.sees("Run redis:latest")
        await person.write("taken")
        await person.press("ctrl+s")
        await person.sees("✗ failed docker run -d --name taken")
        await person.press("r")
        await person.sees("Run redis:latest")
        await person.press("end", "2", "ctrl+s")
        await person.sees("✓ done docker run -d --name taken2")
        await person.press("r")
        await person.sees("the engine makes one up")


@pytest.mark.long
async def test_pulling_shows_progress_and_ends_with_the_image(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path
) -> None:
    engine.execute(TagImage("redis", "other:1"))
    async with person_at(embedded.url, app_folder, first="images") as person:
        await person.sees("redis:latest")
        await person.press("P")
        await person.sees("Pull an image")
        await person.press("end", *(["backspace"] * 60))
        await person.write("redis:latest")
        await person.press("enter")
        await person.sees("✓ done docker pull redis:latest")


@pytest.mark.long
async def test_pulling_what_is_nowhere_says_so(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="images") as person:
        await person.sees("redis:latest")
        await person.press("P")
        await person.sees("Pull an image")
        await person.press("end", *(["backspace"] * 60))
        await person.write("nowhere:9")
        await person.press("enter")
        await person.sees("esc closes", "nowhere")


def test_ports_are_read_as_people_write_them() -> None:
    assert read_ports("5000 8080:80/udp,0.0.0.0:53:53") == (
        PortMapping(5000, "tcp", "127.0.0.1", 5000),
        PortMapping(80, "udp", "127.0.0.1", 8080),
        PortMapping(53, "tcp", "0.0.0.0", 53),
    )
    assert read_ports("  ") == ()
    for wrong in ("0", "70000", "a:b", "80/icmp", "1:2:"):
        assert ports_problem(wrong), wrong


def test_fields_say_what_is_wrong_with_them() -> None:
    assert reference_problem("ghcr.io/owner/name:1.0") is None
    assert reference_problem("localhost:5000/name@sha256:" + "0" * 64) is None
    assert reference_problem("Upper:1")
    assert optional_name("") is None
    assert optional_name("a b")
    assert environment_problem("A=1 B='two words'") is None
    assert environment_problem("A")
    assert environment_problem("A='")
