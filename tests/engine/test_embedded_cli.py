"""The embedded engine under the real docker client, and beside a real engine: what they tell must agree."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import pytest

import workbench.sample
from tests.engine.equivalence import Json
from tests.tools.docker_cli import DockerCli
from tests.tools.waiting import wait_until
from workbench.embedded import EmbeddedEngine

# Where the embedded engine departs on purpose, by what is looked at.
_DEPARTURES = {
    # It keeps nothing on a disk.
    "GraphDriver",
    # cgroup v2, as newer engines have; the engine of the tests may have v1.
    "CgroupnsMode",
    "OomKillDisable",
    "KernelMemory",
    "KernelMemoryTCP",
    # Newer engines tell the names that a container answers to.
    "DNSNames",
    # Its base images come from a registry, as in life; those of the tests were loaded from an archive.
    "Comment",
    "RepoDigests",
}


@pytest.fixture
def embedded() -> Iterator[DockerCli]:
    """Give the docker client on an embedded engine where nothing takes time."""
    with EmbeddedEngine(speed=0) as engine:
        yield DockerCli(engine.url)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("version", "embedded engine (simulated)"),
        ("info", "Name: embedded"),
        ("images", "cgr.dev/chainguard/python"),
        ("history python:3.11-slim", 'CMD ["python3"]'),
        ("inspect redis", '"docker-entrypoint.sh"'),
        ("run --rm debian:bookworm-slim echo hello", "hello"),
        ("pull alpine", "Status: Downloaded newer image for alpine:latest"),
        ("system df", "Local Volumes"),
        ("system df --verbose", "python"),
        ("network ls", "bridge"),
        ("ps --all", "CONTAINER ID"),
        ("system prune --force", "Total reclaimed space"),
    ],
)
def test_what_needs_no_container(embedded: DockerCli, line: str, told: str) -> None:
    assert told in embedded(*line.split(" "), check=True).stdout


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("run --rm debian:bookworm-slim nosuch", 127, "executable file not found in $PATH"),
        ("run ghost", 125, "only its own catalogue"),
        ("rmi ghost", 1, "No such image: ghost:latest"),
        ("inspect ghost", 1, "No such object: ghost"),
        ("logs ghost", 1, "No such container: ghost"),
        ("network rm bridge", 1, "pre-defined network and cannot be removed"),
        ("search redis", 1, "no registry to search"),
        ("swarm init", 1, "does not simulate"),
    ],
)
def test_refusals(embedded: DockerCli, line: str, code: int, told: str) -> None:
    done = embedded(*line.split(" "))
    assert done.returncode == code
    assert told in done.stderr


def test_one_container_through_its_life(embedded: DockerCli) -> None:
    embedded("run", "--detach", "--name", "redis", "redis", check=True)
    assert embedded.lines("exec", "redis", "redis-cli", "ping") == ["PONG"]
    assert "Ready to accept connections" in embedded("logs", "redis", check=True).stdout
    assert "redis-server" in embedded("top", "redis", check=True).stdout
    assert "redis" in embedded("stats", "--no-stream", "redis", check=True).stdout
    embedded("exec", "redis", "touch", "/made", check=True)
    assert embedded.lines("diff", "redis") == ["A /made"]
    for verb in ("pause", "unpause", "restart", "stop", "start", "kill"):
        embedded(verb, "redis", check=True)
    assert embedded.lines("wait", "redis") == ["137"]
    embedded("rename", "redis", "store", check=True)
    embedded("rm", "store", check=True)
    assert embedded.lines("ps", "--all", "--quiet") == []


def test_exec_passes_input_and_exit_code(embedded: DockerCli) -> None:
    embedded("run", "--detach", "--name", "box", "debian:bookworm-slim", "sleep", "infinity", check=True)
    done = embedded("exec", "--interactive", "box", "sh", stdin="echo $((6 * 7))\nexit 9\n")
    assert (done.stdout, done.returncode) == ("42\n", 9)
    assert (
        embedded("run", "--rm", "--interactive", "debian:bookworm-slim", "cat", stdin="in\n").stdout == "in\n"
    )


def test_logs_are_followed_until_the_container_ends(embedded: DockerCli) -> None:
    script = "for i in 1 2 3; do echo line $i; sleep 1; done"
    embedded("run", "--detach", "--name", "talker", "debian:bookworm-slim", "sh", "-c", script, check=True)
    assert embedded.lines("logs", "--follow", "talker") == ["line 1", "line 2", "line 3"]


def test_networks_volumes_and_names(embedded: DockerCli) -> None:
    embedded("network", "create", "own", check=True)
    embedded("volume", "create", "kept", check=True)
    embedded("run", "--detach", "--name", "redis", "--volume", "kept:/data", "redis", check=True)
    embedded("network", "connect", "--alias", "db", "own", "redis", check=True)
    [network] = json.loads(embedded("network", "inspect", "own", check=True).stdout)
    assert [member["Name"] for member in network["Containers"].values()] == ["redis"]
    asked = embedded("run", "--rm", "--network", "own", "redis", "redis-cli", "-h", "db", "ping")
    assert asked.stdout == "PONG\n"
    assert embedded("network", "rm", "own").returncode == 1
    assert "volume is in use" in embedded("volume", "rm", "kept").stderr
    embedded("rm", "--force", "redis", check=True)
    embedded("network", "rm", "own", check=True)
    embedded("volume", "rm", "kept", check=True)


def test_tags_are_removed_before_images(embedded: DockerCli) -> None:
    embedded("tag", "redis", "mine:1", check=True)
    assert embedded.lines("rmi", "mine:1") == ["Untagged: mine:1"]
    gone = embedded.lines("rmi", "redis")
    assert gone[0] == "Untagged: redis:latest"
    assert gone[1].startswith("Untagged: redis@sha256:")
    assert all(line.startswith("Deleted: sha256:") for line in gone[2:])


def test_the_lesson(embedded: DockerCli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_BUILDKIT", "0")
    with as_file(files(workbench.sample) / "giropops-senhas") as folder:
        sizes = [
            _built(embedded, folder, name, tag) for name, tag in (("full", "1.0"), ("distroless", "3.0"))
        ]
    assert sizes == ["1.03GB", "72.8MB"]
    embedded("network", "create", "giropops", check=True)
    embedded("run", "--detach", "--name", "redis", "--network", "giropops", "redis", check=True)
    embedded(
        *"run --detach --name app --network giropops --env REDIS_HOST=redis".split(),
        *"--publish 127.0.0.1::5000 giropops-senhas:3.0".split(),
        check=True,
    )
    [address] = embedded.lines("port", "app", "5000")

    def answers() -> bool:
        with urllib.request.urlopen(f"http://{address}/health", timeout=5) as answer:
            return bool(answer.status == 200)

    wait_until(lambda: "Booting worker" in embedded("logs", "app").stderr, 10, "the app serves")
    assert answers()
    assert "GET /health 200" in embedded("logs", "app").stdout
    assert embedded("exec", "app", "sh").returncode != 0
    embedded("stop", "app", check=True)
    assert embedded.lines("inspect", "--format", "{{.State.ExitCode}}", "app") == ["0"]


def _built(embedded: DockerCli, folder: Path, variant: str, tag: str) -> str:
    name = f"giropops-senhas:{tag}"
    embedded("build", "--file", str(folder / f"Dockerfile.{variant}"), "--tag", name, str(folder), check=True)
    return embedded.lines("images", "--format", "{{.Size}}", name)[0]


def test_a_failing_step_fails_the_build(
    embedded: DockerCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_BUILDKIT", "0")
    (tmp_path / "Dockerfile").write_text("FROM python:3.11-slim\nRUN echo before && exit 3\n")
    done = embedded("build", str(tmp_path))
    assert done.returncode == 3
    assert "returned a non-zero code: 3" in done.stderr


def test_ten_thousand_containers_are_listed() -> None:
    with EmbeddedEngine(speed=0, containers=10_000) as engine:
        assert len(DockerCli(engine.url).lines("ps", "--all", "--quiet")) == 10_000


def test_events_come_in_the_order_of_a_real_engine(
    docker: DockerCli, embedded: DockerCli, unique_name: str
) -> None:
    real, simulated = _life(docker, unique_name), _life(embedded, unique_name)
    assert simulated == real


def _life(docker: DockerCli, name: str) -> list[tuple[str, str, tuple[str, ...]]]:
    since = json.loads(docker("info", "--format", "{{json .SystemTime}}", check=True).stdout)
    docker("network", "create", f"{name}-net", check=True)
    docker(
        *f"run --detach --name {name} --network {name}-net --volume {name}-data:/data redis".split(),
        check=True,
    )
    wait_until(lambda: "eady to accept" in docker("logs", name).stdout, 10, "redis is up")
    for words in ("pause", "unpause", "stop", "start", "kill", "rm"):
        docker(words, name, check=True)
    docker("volume", "rm", f"{name}-data", check=True)
    docker("network", "rm", f"{name}-net", check=True)
    until = json.loads(docker("info", "--format", "{{json .SystemTime}}", check=True).stdout)
    told = [json.loads(line) for line in docker.lines(*_event_line(since, until))]
    return [
        (each["Type"], each["Action"], tuple(sorted(each["Actor"]["Attributes"])))
        for each in told
        if name in json.dumps(each) or each["Actor"]["Attributes"].get("container") in _ids(told, name)
    ]


def _event_line(since: str, until: str) -> list[str]:
    return ["events", "--since", since, "--until", until, "--format", "{{json .}}"]


def _ids(told: list[dict[str, dict[str, str]]], name: str) -> set[str]:
    return {each["Actor"]["ID"] for each in told if name in json.dumps(each)}


@pytest.mark.parametrize(
    "look",
    [
        "container inspect {name}",
        "network inspect {name}-net",
        "volume inspect {name}-data",
        "image inspect redis",
        "image history --format json redis",
        "ps --format json --filter name={name}",
    ],
)
def test_what_it_tells_has_the_shape_of_a_real_engines(
    docker: DockerCli, embedded: DockerCli, unique_name: str, look: str
) -> None:
    assert _shape_after(embedded, unique_name, look) == _shape_after(docker, unique_name, look)


def _shape_after(docker: DockerCli, name: str, look: str) -> set[str]:
    docker("network", "create", f"{name}-net", check=True)
    docker(
        *f"run --detach --name {name} --network {name}-net --volume {name}-data:/data redis".split(),
        check=True,
    )
    told = docker(*look.format(name=name).split(" "), check=True).stdout
    values = json.loads(told) if told.startswith("[") else [json.loads(line) for line in told.splitlines()]
    return set(_shape(values[0], "", name))


def _shape(value: Json, path: str, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in _DEPARTURES:
                yield from _shape(each, f"{path}.{_plain(key, name)}", name)
    elif isinstance(value, list):
        for each in value[:1]:
            yield from _shape(each, f"{path}[]", name)
    else:
        yield f"{path}: {'nothing' if not value else type(value).__name__}"


def _plain(key: str, name: str) -> str:
    return "ID" if len(key) == 64 else key.replace(name, "NAME")


def test_the_program_serves_it_on_a_socket(tmp_path: Path) -> None:
    path = tmp_path / "docker.sock"
    program = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"from workbench.embedded import serve; from pathlib import Path; serve(Path({str(path)!r}))",
        ]
    )
    try:
        wait_until(path.exists, 10, "its socket")
        assert "embedded" in DockerCli(f"unix://{path}")("info", check=True).stdout
    finally:
        program.terminate()
        program.wait(10)
