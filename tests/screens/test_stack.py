"""The Stack screen: a picture, a plan before anything happens, and a swap that keeps the data."""

import json
import socket
import urllib.request
from pathlib import Path

import pytest

from tests.screens.person import person_at
from workbench.domain.commands import BuildImage
from workbench.embedded import EmbeddedEngine
from workbench.engine.engine import Engine


@pytest.fixture
def port(app_folder: Path) -> int:
    """A free port of this machine, on which the sample's compose file then publishes the app."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
    compose = app_folder / "compose.yaml"
    compose.write_text(compose.read_text("utf-8").replace("5000:5000", f"{number}:5000"), "utf-8")
    return number


def built(engine: Engine, folder: Path) -> None:
    for name, tag in (("slim", "giropops-senhas:2.0"), ("distroless", "giropops-senhas:3.0")):
        engine.execute(BuildImage(str(folder), f"Dockerfile.{name}", tag))


def ask(port: int, path: str, data: bytes | None = None) -> str:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", data, {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        body: bytes = answer.read()
    return body.decode()


async def test_the_picture_shows_what_is_asked_for_before_it_is_there(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="stack") as person:
        await person.sees("○ network giropops", "not there yet", "redis", "(the app)", "needs redis, healthy")
        # The compose file says which, for a screen as for the command line.
        await person.sees("variant slim", "giropops-senhas:2.0")


@pytest.mark.long
async def test_the_picture_stays_while_the_engine_is_gone(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="stack") as person:
        await person.sees("○ network giropops")
        embedded.faults.go_away()
        await person.sees("The engine is gone")
        (app_folder / "compose.yaml").touch()
        await person.press("2", "5")  # coming back to the screen reads it again
        await person.sees("The engine is gone", "○ network giropops", "needs redis, healthy")
        embedded.faults.come_back()
        await person.sees_no_more("The engine is gone")


@pytest.mark.long
async def test_up_swap_and_down(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path, port: int
) -> None:
    built(engine, app_folder)
    async with person_at(embedded.url, app_folder, first="stack", size=(140, 45)) as person:
        await person.sees("not there yet")
        await person.press("V")
        await person.sees("Run which variant?", "giropops-senhas:2.0")
        await person.press("home", "down", "enter")
        await person.sees(
            "docker network create", "docker run -d --name redis", "docker run -d --name giropops-senhas"
        )
        assert engine.containers() == ()
        await person.press("y")
        await person.sees(
            "● network giropops", "● healthy", "giropops-senhas:2.0", "All steps are done", seconds=30
        )
        password: str = json.loads(ask(port, "/api/passwords", b"{}"))["password"]
        await person.sees("● running")
        await person.press("V")
        await person.sees("(runs now)")
        await person.press("home", "down", "down", "enter")
        await person.sees("This will be lost", "giropops-senhas:3.0")
        await person.press("y")
        await person.sees("variant distroless", "giropops-senhas:3.0", seconds=30)
        await person.sees("✓ done")
        async with person_at(embedded.url, app_folder, first="stack", size=(140, 45)) as other:
            await other.sees("variant distroless", "giropops-senhas:3.0")
            assert "differs" not in other.screen
        assert password in json.loads(ask(port, "/api/passwords"))["passwords"]
        await person.press("D")
        await person.sees("This will be lost", "network giropops")
        await person.press("y")
        await person.sees("not there yet", seconds=30)
        assert engine.containers() == ()
        assert "giropops" not in {each.name for each in engine.networks()}


@pytest.mark.long
async def test_down_asked_and_denied_changes_nothing(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path, port: int
) -> None:
    built(engine, app_folder)
    async with person_at(embedded.url, app_folder, first="stack", size=(140, 45)) as person:
        await person.sees("not there yet")
        await person.press("D")
        await person.sees("Nothing to do")


@pytest.mark.long
async def test_a_port_in_use_is_told_before_anything_is_made(
    embedded: EmbeddedEngine, engine: Engine, app_folder: Path, port: int
) -> None:
    built(engine, app_folder)
    with socket.create_server(("127.0.0.1", port)):
        async with person_at(embedded.url, app_folder, first="stack", size=(140, 45)) as person:
            await person.sees("not there yet")
            await person.press("V")
            await person.sees("Run which variant?")
            await person.press("home", "down", "enter")
            await person.sees("docker run -d --name redis")
            await person.press("y")
            await person.sees("✗ failed", str(port), seconds=30)


async def test_a_malformed_compose_file_is_told_with_its_line(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    (app_folder / "compose.yaml").write_text("services:\n  redis: [\n", encoding="utf-8")
    async with person_at(embedded.url, app_folder, first="stack") as person:
        await person.sees("compose.yaml")
        assert "Traceback" not in person.screen


async def test_what_is_not_carried_out_is_named(embedded: EmbeddedEngine, app_folder: Path) -> None:
    compose = app_folder / "compose.yaml"
    more = "configs: {}\nsecrets: {}\nmodels: {}\nx: 1\ny: 2\n"
    compose.write_text(f"{compose.read_text('utf-8')}\n{more}", "utf-8")
    async with person_at(embedded.url, app_folder, first="stack") as person:
        await person.sees("not carried out: configs, secrets, models and 2 more, which u names")
        await person.press("D")
        await person.sees("Nothing of it stands.")
        await person.press("u")
        await person.sees("Not carried out: configs, secrets, models, x, y", "The same by hand")


async def test_read_only_asks_about_no_plan(embedded: EmbeddedEngine, app_folder: Path) -> None:
    async with person_at(embedded.url, app_folder, first="stack", read_only=True) as person:
        await person.sees("not there yet")
        await person.press("u")
        await person.sees("Not done: up giropops-senhas", "started with --read-only")
        assert "The same by hand" not in person.screen
