"""Pulling from a registry that runs on the engine itself."""

import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.waiting import wait_until
from workbench.domain.builds import Progress, PullProgress
from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import PullImage
from workbench.domain.errors import Cancelled, ImageMissing, InvalidInput
from workbench.domain.ledger import EntryState
from workbench.engine.engine import Engine

_PROGRAM = Path(__file__).with_name("registry_program.py")


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry's container, and the repository in it."""

    container: str
    repository: str


@pytest.fixture(scope="module")
def registry(docker: DockerCli) -> Iterator[Registry]:
    """A registry on a port of the engine's host, from which engines pull without TLS."""
    name = f"wb-registry-{secrets.token_hex(4)}"
    program = _PROGRAM.read_text("utf-8")
    docker(
        *("run", "-d", "--name", name, "-p", "127.0.0.1::5000", "python:3.11-slim", "python", "-c", program),
        check=True,
    )
    wait_until(lambda: "ready" in docker("logs", name).stdout, 30)
    (address,) = docker.lines("port", name, "5000/tcp")
    repository = f"{address}/app"
    yield Registry(name, repository)
    for tag in ("good", "slow", "latest"):
        docker("rmi", "--force", f"{repository}:{tag}")
    docker("rm", "--force", "--volumes", name)


def test_does_what_its_docker_line_does(engine: Engine, docker: DockerCli, registry: Registry) -> None:
    command = PullImage(f"{registry.repository}:good")
    docker(*command.argv[1:], check=True)
    theirs = docker.lines(
        "image", "inspect", "--format", "{{.Id}} {{.RepoTags}} {{.RepoDigests}}", command.reference
    )
    docker("rmi", command.reference, check=True)
    outcome = engine.execute(command)
    ours = docker.lines(
        "image", "inspect", "--format", "{{.Id}} {{.RepoTags}} {{.RepoDigests}}", command.reference
    )
    assert ours == theirs
    assert outcome.id == ours[0].split()[0]
    assert any(note.startswith("Status: Downloaded newer image") for note in outcome.notes)


def test_progress_is_told_by_part(engine: Engine, docker: DockerCli, registry: Registry) -> None:
    command = PullImage(f"{registry.repository}:good")
    docker("rmi", "--force", command.reference)
    told: list[Progress] = []
    engine.execute(command, report=told.append)
    parts = [each for each in told if isinstance(each, PullProgress) and each.part]
    assert any(each.status == "Pull complete" for each in parts)
    assert any(each.total_bytes and each.current_bytes for each in parts)


def test_cancelling_ends_it_on_the_engine_too(engine: Engine, docker: DockerCli, registry: Registry) -> None:
    cancel = Cancellation()
    moving = threading.Event()

    def report(progress: Progress) -> None:
        if isinstance(progress, PullProgress) and progress.current_bytes:
            moving.set()
            cancel.cancel()

    with pytest.raises(Cancelled):
        engine.execute(PullImage(f"{registry.repository}:slow"), report=report, cancel=cancel)
    assert moving.is_set()
    assert [entry.state for entry in engine.ledger.entries] == [EntryState.CANCELLED]
    wait_until(lambda: "the engine hung up" in docker("logs", registry.container).stdout, 20)
    assert docker("image", "inspect", f"{registry.repository}:slow").returncode != 0


def test_cancelled_before_it_began_it_does_not_begin(engine: Engine, registry: Registry) -> None:
    cancel = Cancellation()
    cancel.cancel()
    told: list[Progress] = []
    with pytest.raises(Cancelled):
        engine.execute(PullImage(f"{registry.repository}:good"), report=told.append, cancel=cancel)
    assert told == []


def test_unknown_tag(engine: Engine, registry: Registry) -> None:
    with pytest.raises(ImageMissing) as caught:
        engine.execute(PullImage(f"{registry.repository}:nothere"))
    assert "nothere" in caught.value.message
    assert caught.value.hint


def test_registry_that_does_not_answer(engine: Engine) -> None:
    with pytest.raises(ImageMissing) as caught:
        engine.execute(PullImage("127.0.0.1:9/app:1"))
    assert "cannot reach the image's registry" in caught.value.message


@pytest.mark.parametrize("reference", ["UPPER/case", "a b", "x:y:z", "", "http://h/x"])
def test_names_that_are_none(engine: Engine, reference: str) -> None:
    with pytest.raises(InvalidInput):
        engine.execute(PullImage(reference))
