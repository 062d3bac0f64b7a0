"""What is wrong with an app, an engine's answer or a text is told in words, and nothing is lost by it."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.screens.person import Person, person_at
from tests.tools.docker_cli import DockerCli
from tests.tools.waiting import wait_until, wait_until_async
from tests.tools.workbench_cli import WorkbenchCli

_BASE = "debian:bookworm-slim"
_SIZE = (140, 45)
_SECONDS = 120.0
# As root a mode forbids nothing, unless the right to pass over it is given up.
_AS_A_PERSON = () if os.geteuid() else ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--")

# Each wrong Dockerfile with what must be said of it.
_WRONG = {
    "base image missing": ("FROM localhost:1/nothing:1\n", ("localhost:1/nothing:1",)),
    "syntax error": (f"FROM {_BASE}\nRUNN true\n", ("RUNN", "line 2")),
    "no instruction": ("# nothing but this\n", ("Dockerfile.one",)),
    "file not in the context": (f"FROM {_BASE}\nCOPY nowhere.txt /\n", ("nowhere.txt",)),
    "step fails": (f"FROM {_BASE}\nRUN echo the reason; exit 3\n", ("the reason", "3")),
    "stage not there": (f"FROM {_BASE}\nCOPY --from=nobody /a /b\n", ("nobody",)),
}


@pytest.fixture
def workbench(engine_url: str) -> WorkbenchCli:
    return WorkbenchCli(engine_url)


@pytest.fixture
def app(tmp_path: Path, unique_name: str) -> Path:
    """The folder of an app that is named as nothing else is."""
    folder = tmp_path / unique_name
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def classic_builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No docker plugin here: a step of the classic builder is a container, which a test can look at."""
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "no-plugins"))


@pytest.mark.parametrize("wrong", _WRONG)
async def test_a_wrong_dockerfile_is_told_on_the_screen_and_on_the_command_line(
    wrong: str, engine_url: str, docker: DockerCli, workbench: WorkbenchCli, app: Path, unique_name: str
) -> None:
    text, told = _WRONG[wrong]
    (app / "Dockerfile.one").write_text(text, "utf-8")
    (app / "Dockerfile.two").write_text(f"FROM {_BASE}\nLABEL is={unique_name}\n", "utf-8")
    async with person_at(engine_url, app, first="variants", size=_SIZE) as person:
        await person.sees("one", "two", "○ not built")
        await person.press("B")
        await person.sees("✗ failed", "✓ built", *told, seconds=_SECONDS)
        await person.press("dollar_sign")
        await person.sees("failed", "done", "docker build")
    done = workbench("build", str(app), "--variant", "one")
    assert done.returncode == 1
    assert all(each in done.stderr for each in told), done.stderr
    assert "Traceback" not in done.stderr
    assert docker.lines("images", "--format", "{{.Tag}}", unique_name) == ["two"]


def test_an_unreadable_file_ends_the_build_before_it_begins_unless_it_is_ignored(
    engine_url: str, docker: DockerCli, app: Path, unique_name: str
) -> None:
    (app / "Dockerfile.one").write_text(f"FROM {_BASE}\nCOPY . /app\n", "utf-8")
    secret = app / "secret.key"
    secret.write_text("x", "utf-8")
    secret.chmod(0)

    def build() -> subprocess.CompletedProcess[str]:
        words = (*_AS_A_PERSON, sys.executable, "-m", "workbench", "build", str(app))
        environment = {**os.environ, "DOCKER_HOST": engine_url}
        return subprocess.run(
            words, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
        )

    refused = build()
    assert refused.returncode == 1
    assert f"{secret} cannot be read" in refused.stderr
    assert ".dockerignore" in refused.stderr
    assert docker.lines("images", "--quiet", unique_name) == []
    (app / ".dockerignore").write_text("*.key\n", "utf-8")
    assert build().returncode == 0
    assert len(docker.lines("images", "--quiet", unique_name)) == 1


def test_what_is_no_file_in_the_context_does_not_hang_a_build(workbench: WorkbenchCli, app: Path) -> None:
    (app / "Dockerfile.one").write_text(f"FROM {_BASE}\nCOPY . /app\nRUN ls -l /app\n", "utf-8")
    (app / "nowhere").symlink_to("/does/not/exist")
    os.mkfifo(app / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(app / "s"))
        done = workbench("build", str(app))
    assert done.returncode == 0, done.stderr
    assert "nowhere -> /does/not/exist" in done.stderr


async def test_a_malformed_compose_file_hinders_no_build(
    engine_url: str, workbench: WorkbenchCli, app: Path, unique_name: str
) -> None:
    (app / "Dockerfile.one").write_text(f"FROM {_BASE}\nLABEL is={unique_name}\n", "utf-8")
    (app / "compose.yaml").write_text("services:\n  web: [\n", "utf-8")
    done = workbench("build", str(app))
    assert done.returncode == 0, done.stderr
    assert "compose.yaml" in done.stderr
    async with person_at(engine_url, app, first="variants", size=_SIZE) as person:
        await person.sees("one", "✓ built")
        await person.press("5")
        await person.sees("compose.yaml", "line")


async def fill_and_send(person: Person, **fields: str) -> None:
    """Fill the form in which an image is run: name and ports, the other fields stay empty."""
    await person.press("r")
    await person.sees("Run ", "Ports")
    await person.write(fields["name"])
    await person.press("tab")
    await person.write(fields["ports"])
    await person.press("ctrl+s")


async def test_a_taken_name_and_a_port_in_use_are_told_and_leave_nothing(
    engine_url: str, docker: DockerCli, app: Path, unique_name: str
) -> None:
    docker("run", "-d", "--name", unique_name, "-p", "127.0.0.1::80", _BASE, "sleep", "1000", check=True)
    port = docker.lines("port", unique_name, "80")[0].rpartition(":")[2]
    before = docker.lines("ps", "--all", "--quiet", "--filter", f"name={unique_name}")
    docker("tag", "redis", f"{unique_name}:1", check=True)
    async with person_at(engine_url, app, first="images", size=_SIZE) as person:
        await person.sees("python:3.11-alpine")
        await person.narrow(unique_name)
        await person.sees_no_more("python:3.11-alpine")
        await person.press("end")
        await fill_and_send(person, name=unique_name, ports="")
        await person.sees(f"There is a container named {unique_name} already.")
        await fill_and_send(person, name=f"{unique_name}-other", ports=f"{port}:6379")
        await person.sees(f"Port {port} is already in use", "Stop what uses it")
        await person.sees("✗ failed docker run")
    assert docker.lines("ps", "--all", "--quiet", "--filter", f"name={unique_name}") == before


def write_sleeping_step(app: Path, docker: DockerCli) -> Callable[[], bool]:
    """Write a Dockerfile whose step takes long; gives a way to see whether the engine is at it."""
    (app / "Dockerfile.one").write_text(f"FROM {_BASE}\nRUN sleep 1000; echo {app.name}\n", "utf-8")
    return lambda: app.name in docker("ps", "--no-trunc", "--format", "{{.Command}}", check=True).stdout


def named_key(person: Person) -> str:
    """The key that what ctrl+c says names for cancelling."""
    found = re.search(r"(\S+) cancels on", person.screen)
    assert found
    return found[1]


async def test_ctrl_c_ends_no_build_and_cancelling_ends_it_on_the_engine_too(
    engine_url: str, docker: DockerCli, app: Path, unique_name: str
) -> None:
    sleeping = write_sleeping_step(app, docker)
    async with person_at(engine_url, app, first="variants", size=_SIZE) as person:
        await person.sees("○ not built")
        await person.press("b")
        await person.sees("RUN sleep 1000", "▸ building", seconds=_SECONDS)
        await wait_until_async(sleeping, _SECONDS)
        await person.press("ctrl+c")
        await person.sees("Nothing was stopped", "cancels on Variants")
        assert sleeping()
        await person.press(named_key(person))
        await person.sees("■ cancelled", "one: cancelled after 1 of 2 steps", "■ 2/2 RUN", seconds=_SECONDS)
        assert "running" not in person.screen
        await wait_until_async(lambda: not sleeping(), _SECONDS)
    assert docker.lines("images", "--quiet", unique_name) == []


async def test_leaving_during_a_build_ends_it_on_the_engine(
    engine_url: str, docker: DockerCli, app: Path
) -> None:
    sleeping = write_sleeping_step(app, docker)
    async with person_at(engine_url, app, first="variants", size=_SIZE) as person:
        await person.sees("○ not built")
        await person.press("b")
        await wait_until_async(sleeping, _SECONDS)
    wait_until(lambda: not sleeping(), _SECONDS, "the step has ended on the engine")


async def test_stopping_an_up_says_so_and_down_removes_what_stands(
    engine_url: str, docker: DockerCli, app: Path, unique_name: str
) -> None:
    (app / "compose.yaml").write_text(
        f"""\
name: {unique_name}
services:
  store:
    image: {_BASE}
    container_name: {unique_name}-store
    command: [sleep, "1000"]
    healthcheck: {{test: ["CMD", "test", "-f", "/never"], interval: 200ms, timeout: 5s, retries: 10000}}
  web:
    image: {_BASE}
    container_name: {unique_name}-web
    depends_on: {{store: {{condition: service_healthy}}}}
""",
        "utf-8",
    )
    async with person_at(engine_url, app, first="stack", size=_SIZE) as person:
        await person.sees("not there yet")
        await person.press("u")
        await person.sees("in this order:")
        await person.press("y")
        await person.sees_line("▸ running", "wait until store is healthy", seconds=_SECONDS)
        await person.press("ctrl+c")
        await person.sees("Nothing was stopped", "cancels on Stack", "K Cancel")
        await person.press(named_key(person))
        await person.sees("Stopped", "Done before that", "`up`", "`down`")
        assert docker.lines("ps", "--format", "{{.Names}}", "--filter", f"name={unique_name}") == [
            f"{unique_name}-store"
        ]
        await person.press("D")
        await person.sees("This will be lost")
        await person.press("y")
        await person.sees("not there yet", seconds=_SECONDS)
    assert docker.lines("ps", "--all", "--quiet", "--filter", f"name={unique_name}") == []
