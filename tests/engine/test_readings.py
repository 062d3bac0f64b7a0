"""What is read from a real engine is what its docker command line tells, at a small price."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from tests.tools.docker_cli import DockerCli
from tests.tools.waiting import wait_until
from workbench.domain.commands import BuildImage
from workbench.domain.containers import ChangeKind, ContainerState, Health, PortMapping
from workbench.domain.secrets import MASK
from workbench.engine.engine import Engine

IMAGE = "debian:bookworm-slim"


@pytest.fixture
def requests_made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The path of each request to the engine, counted where the library writes them."""
    made: list[str] = []
    prepare = requests.Session.prepare_request

    def counting(session: requests.Session, request: requests.Request) -> requests.PreparedRequest:
        prepared = prepare(session, request)
        made.append(prepared.path_url)
        return prepared

    monkeypatch.setattr(requests.Session, "prepare_request", counting)
    return made


def test_a_list_costs_one_request_however_long(
    engine: Engine, docker: DockerCli, unique_name: str, requests_made: list[str]
) -> None:
    for number in range(5):
        docker("create", "--name", f"{unique_name}-{number}", IMAGE, check=True)
    for read in (engine.containers, engine.images, engine.networks, engine.volumes, engine.disk_use):
        requests_made.clear()
        read()
        assert len(requests_made) == 1


def test_an_image_is_looked_into_once(engine: Engine, requests_made: list[str]) -> None:
    first = engine.forest_images()
    requests_made.clear()
    again = engine.forest_images()
    known = {image.id for image in first}
    new = [image for image in again if image.id not in known]
    assert len(requests_made) <= 2 + 2 * len(new)
    listed = engine.images()
    used = {image.id for image in again if image.in_use}
    requests_made.clear()
    given = engine.forest_images([image for image in listed if image.id in known], used)
    assert not requests_made
    assert set(given) <= {*first, *again}


def test_a_container_in_a_list(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    docker("network", "create", unique_name, check=True)
    docker(
        *(
            "run",
            "-d",
            "--name",
            unique_name,
            "--network",
            unique_name,
            "--label",
            "a=b",
            "-p",
            "127.0.0.1::6379",
        ),
        "redis",
        check=True,
    )
    (found,) = (each for each in engine.containers() if each.name == unique_name)
    assert (found.state, found.image, found.health) == (ContainerState.RUNNING, "redis", Health.NONE)
    assert found.status.startswith("Up ")
    assert found.label("a") == "b"
    assert [place.network_name for place in found.networks] == [unique_name]
    (told,) = docker.lines("port", unique_name, "6379/tcp")
    assert found.published_ports == (PortMapping(6379, "tcp", "127.0.0.1", int(told.rpartition(":")[2])),)
    assert [member.container_name for member in engine.network(unique_name).members or ()] == [unique_name]


def test_a_container_in_full(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    docker(
        *(
            "run",
            "--name",
            unique_name,
            "-e",
            "API_TOKEN=hunter2",
            "-u",
            "65534",
            "-w",
            "/tmp",
            "-v",
            "/etc:/e:ro",
        ),
        *("--restart", "on-failure:1", "--memory", "32m", IMAGE, "sh", "-c", "exit 3"),
    )
    wait_until(lambda: engine.container(unique_name).container.state is ContainerState.EXITED)
    detail = engine.container(unique_name)
    assert (detail.exit_code, detail.restart_count, detail.restart_policy) == (3, 1, "on-failure:1")
    assert (detail.user, detail.working_directory, detail.arguments) == (
        "65534",
        "/tmp",
        ("sh", "-c", "exit 3"),
    )
    assert detail.memory_limit_bytes == 32 << 20
    assert [(mount.kind, mount.source, mount.target, mount.read_only) for mount in detail.mounts] == [
        ("bind", "/etc", "/e", True)
    ]
    assert detail.started_at is not None
    assert detail.finished_at is not None
    assert ("API_TOKEN", "hunter2") in detail.environment
    assert "hunter2" not in detail.raw_json
    assert f"API_TOKEN={MASK}" in json.loads(detail.raw_json)["Config"]["Env"]


def test_a_container_that_never_ran(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    docker("create", "--name", unique_name, IMAGE, check=True)
    detail = engine.container(unique_name)
    assert (detail.container.state, detail.exit_code) == (ContainerState.CREATED, None)
    assert (detail.started_at, detail.finished_at) == (None, None)


def test_health_and_its_probes(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    docker(
        *(
            "run",
            "-d",
            "--name",
            unique_name,
            "--health-cmd",
            "echo fine",
            "--health-interval",
            "1s",
            "redis",
        ),
        check=True,
    )
    wait_until(lambda: engine.container(unique_name).container.health is Health.HEALTHY, 20)
    (found,) = (each for each in engine.containers() if each.name == unique_name)
    assert found.health is Health.HEALTHY
    probe = engine.container(unique_name).health_log[-1]
    assert (probe.exit_code, probe.output) == (0, "fine")


def test_processes_and_changes(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    script = "touch /new; rm /etc/hostname.bak /bin/which 2>/dev/null; sleep 300"
    docker("run", "-d", "--name", unique_name, IMAGE, "sh", "-c", script, check=True)
    wait_until(lambda: len(engine.processes(unique_name).rows) == 2)
    table = engine.processes(unique_name)
    assert "PID" in table.titles
    assert any("sleep 300" in row[-1] for row in table.rows)
    wait_until(
        lambda: ("/new", ChangeKind.ADDED) in [(each.path, each.kind) for each in engine.changes(unique_name)]
    )


def test_images_and_what_they_share(engine: Engine) -> None:
    listed = {image.id: image for image in engine.images()}
    shared = {image.id: image for image in engine.images(with_shared=True)}
    slim = engine.image("python:3.11-slim").image
    assert listed[slim.id].shared_size_bytes is None
    assert shared[slim.id].shared_size_bytes is not None
    assert "python:3.11-slim" in listed[slim.id].tags
    assert listed[slim.id].size_bytes == slim.size_bytes


def test_an_image_in_full(engine: Engine, docker: DockerCli) -> None:
    told = json.loads(docker("image", "inspect", "redis", check=True).stdout)[0]
    detail = engine.image("redis")
    assert detail.image.id == told["Id"]
    assert detail.diff_ids == tuple(told["RootFS"]["Layers"])
    assert detail.exposed_ports == ("6379/tcp",)
    assert detail.entrypoint == tuple(told["Config"]["Entrypoint"])


@pytest.mark.parametrize(
    "image", ["python:3.11", "python:3.11-slim", "redis", "cgr.dev/chainguard/python:latest"]
)
def test_every_layer_belongs_to_one_step(engine: Engine, image: str) -> None:
    detail = engine.image(image)
    assert tuple(step.diff_id for step in detail.history if not step.is_empty) == detail.diff_ids
    assert sum(step.size_bytes for step in detail.history) == detail.image.size_bytes
    assert all(step.is_empty for step in detail.history if step.created_by.startswith(("ENV", "CMD")))
    assert engine.diff_ids(detail.image.id) == detail.diff_ids
    untagged = tuple(replace(step, tags=()) for step in detail.history)
    assert engine.history(detail.image.id) == untagged
    assert engine.image(image, with_step_tags=False) == replace(detail, history=untagged)


def test_layers_without_a_size_are_told_from_empty_ones(
    engine: Engine, docker: DockerCli, unique_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The classic builder makes no layer of a folder that was there, nor of a run that changes nothing."""
    monkeypatch.setenv("DOCKER_BUILDKIT", "0")
    dockerfile = f"FROM {IMAGE}\nWORKDIR /tmp\nWORKDIR /new\nRUN true\nRUN mkdir /other\nENV A=b\n"
    done = docker("build", "-t", unique_name, "-", stdin=dockerfile)
    assert done.returncode == 0, done.stderr
    detail = engine.image(unique_name)
    base = len(engine.image(IMAGE).history)
    own = {
        step.created_by.split("#(nop) ")[-1].split("-c ")[-1]: step.is_empty for step in detail.history[base:]
    }
    assert own["WORKDIR /new"] is False
    assert own["mkdir /other"] is False
    if len(detail.diff_ids) == len(engine.image(IMAGE).diff_ids) + 2:
        assert own["WORKDIR /tmp"] is True
        assert own["true"] is True


def test_the_forest_has_every_image_with_its_layers(
    engine: Engine, docker: DockerCli, unique_name: str
) -> None:
    docker("tag", "redis", unique_name, check=True)
    docker("create", "--name", unique_name, unique_name, check=True)
    (found,) = (each for each in engine.forest_images() if f"{unique_name}:latest" in each.names)
    assert found.in_use
    assert found.diff_ids == engine.image("redis").diff_ids
    assert sum(found.layer_sizes_bytes) == engine.image("redis").image.size_bytes


def test_volumes(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    docker("volume", "create", "--label", "a=b", unique_name, check=True)
    (found,) = (each for each in engine.volumes() if each.name == unique_name)
    assert (found.driver, found.labels) == ("local", (("a", "b"),))
    assert found.created_at is not None


def test_facts_are_what_docker_tells(engine: Engine, docker: DockerCli) -> None:
    facts = engine.facts()
    told = docker.lines(
        "info", "--format", "{{.Name}}\n{{.ServerVersion}}\n{{.Driver}}\n{{.NCPU}}\n{{.MemTotal}}"
    )
    assert [
        facts.name,
        facts.version,
        facts.storage_driver,
        str(facts.cpu_count),
        str(facts.memory_bytes),
    ] == told
    assert not facts.is_embedded


def test_disk_use_adds_up_as_docker_does(engine: Engine, docker: DockerCli) -> None:
    kinds = [line.kind for line in engine.disk_use().lines]
    assert kinds == ["images", "containers", "volumes", "build cache"]
    told = [json.loads(line) for line in docker.lines("system", "df", "--format", "{{json .}}")]
    ours = {line.kind: (line.count, line.active_count) for line in engine.disk_use().lines}
    images = next(each for each in told if each["Type"] == "Images")
    assert ours["images"] == (int(images["TotalCount"]), int(images["Active"]))


def test_building_leaves_what_docker_leaves(
    engine: Engine, docker: DockerCli, unique_name: str, tmp_path: Path
) -> None:
    """The same line through the docker command line, on whichever builder both have."""
    (tmp_path / "Dockerfile").write_text(f'FROM {IMAGE}\nENV A=b\nCOPY . /a\nCMD ["true"]\n', "utf-8")
    command = BuildImage(str(tmp_path), "Dockerfile", f"{unique_name}:1", labels=(("a", "b"),))
    outcome = engine.execute(command)
    ours = engine.image(command.tag)
    assert outcome.id == ours.image.id
    docker("rmi", "--force", command.tag, check=True)
    docker(*command.argv[1:], check=True)
    theirs = engine.image(command.tag)
    assert (ours.command, ours.environment, ours.image.labels) == (
        theirs.command,
        theirs.environment,
        theirs.image.labels,
    )


def test_all_who_ask_for_the_disk_use_at_once_are_told(engine: Engine) -> None:
    """Docker before 23 refused the second asker, and a toast said so."""
    with ThreadPoolExecutor(8) as askers:
        told = [askers.submit(engine.disk_use) for _ in range(24)]
    assert all(each.result().lines for each in told)
