"""The embedded engine departs from a real one where it is said to; a departure that is gone is noticed."""

import contextlib
import json
import shlex
import socket
from collections.abc import Iterator

import pytest

from tests.engine.contract.departures import DEPARTURES, Departure
from tests.tools.docker_cli import DockerCli
from workbench.embedded import EmbeddedEngine


@pytest.fixture
def embedded() -> Iterator[DockerCli]:
    """Give the docker client on an embedded engine where nothing takes time."""
    with EmbeddedEngine(speed=0) as engine:
        yield DockerCli(engine.url)


def _answer(docker: DockerCli, departure: Departure, name: str) -> str:
    *before, last = departure.lines
    for line in before:
        docker(*_words(line, name), check=True)
    done = docker(*_words(last, name))
    return f"{done.stdout}{done.stderr}"


def _words(line: str, name: str) -> list[str]:
    return shlex.split(line.replace("NAME", name))


@pytest.mark.parametrize("departure", DEPARTURES.values(), ids=DEPARTURES.keys())
def test_a_departure_is_one(
    docker: DockerCli, embedded: DockerCli, unique_name: str, departure: Departure
) -> None:
    real, simulated = (_answer(each, departure, unique_name) for each in (docker, embedded))
    assert departure.real or departure.embedded
    if departure.real:
        assert departure.real in real
        assert departure.real not in simulated
    if departure.embedded:
        assert departure.embedded in simulated
        assert departure.embedded not in real


def test_a_port_for_all_addresses_is_published_on_the_loopbacks_first_alone(
    docker: DockerCli, embedded: DockerCli, unique_name: str
) -> None:
    """By design: what is simulated is not offered to a network."""
    assert _answers_on(docker, unique_name, "127.0.0.1")
    assert _answers_on(docker, unique_name, "127.0.0.2")
    assert _answers_on(embedded, unique_name, "127.0.0.1")
    assert not _answers_on(embedded, unique_name, "127.0.0.2")


def _answers_on(docker: DockerCli, name: str, address: str) -> bool:
    if not docker.lines("ps", "--quiet", "--filter", f"name={name}"):
        docker(*f"run --detach --name {name} --publish 0.0.0.0::6379 redis".split(), check=True)
    [ports] = docker.lines("inspect", "--format", "{{json .NetworkSettings.Ports}}", name)
    [binding] = json.loads(ports)["6379/tcp"]
    assert binding["HostIp"] == "0.0.0.0"
    with contextlib.suppress(OSError), socket.create_connection((address, int(binding["HostPort"])), 5):
        return True
    return False
