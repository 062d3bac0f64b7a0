"""All five variants of the sample build, answer with a password kept in Redis, and stop when asked."""

import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.waiting import wait_until
from workbench.services.write_sample import write_sample

VARIANTS = ("full", "slim", "distroless", "alpine", "hardened")


@dataclass(frozen=True, slots=True)
class Stage:
    """A network with Redis on it, on which a variant is started."""

    name: str
    tags: dict[str, str]
    docker: DockerCli

    def start(self, variant: str) -> tuple[str, str]:
        """Start a variant with its port published; the container's name and the URL."""
        container = f"{self.name}-app"
        words = ("--network", self.name, "-e", "REDIS_HOST=redis", "-p", "127.0.0.1::5000")
        self.docker("run", "-d", "--name", container, *words, self.tags[variant], check=True)
        return container, "http://" + self.docker.lines("port", container, "5000")[0]


@pytest.fixture(scope="module")
def tags(docker: DockerCli, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """All five variants, built once by the classic builder, their steps without a network."""
    name = f"wb-sample-{secrets.token_hex(4)}"
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    tags = {variant: f"{name}:{variant}" for variant in VARIANTS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCKER_BUILDKIT", "0")
        for variant, tag in tags.items():
            words = ("--network", "none", "-t", tag, "-f", str(folder / f"Dockerfile.{variant}"))
            docker("build", *words, str(folder), check=True)
    yield tags
    docker.remove_named(name)


@pytest.fixture
def stage(docker: DockerCli, unique_name: str, tags: dict[str, str]) -> Stage:
    docker("network", "create", unique_name, check=True)
    words = ("--network", unique_name, "--network-alias", "redis")
    docker("run", "-d", "--name", f"{unique_name}-redis", *words, "redis", check=True)
    return Stage(unique_name, tags, docker)


def ask(url: str, body: dict[str, object] | None = None) -> tuple[int, dict[str, object]]:
    """GET, or POST a JSON body; the status and the JSON answer, status 0 while nobody answers."""
    request = urllib.request.Request(url, headers={"Content-Type": "application/json"})
    if body is not None:
        request.data = json.dumps(body).encode()
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
    except (OSError, ValueError):
        return 0, {}


def wait_for_status(url: str, status: int) -> None:
    wait_until(lambda: ask(url)[0] == status, 30, f"{url} answers {status}")


@pytest.mark.parametrize("variant", VARIANTS)
def test_variant_builds_answers_and_stops(stage: Stage, variant: str) -> None:
    container, url = stage.start(variant)
    wait_for_status(f"{url}/health", 200)

    status, made = ask(f"{url}/api/passwords", {"length": 40, "symbols": False})
    assert status == 201
    password = made["password"]
    assert isinstance(password, str)
    assert len(password) == 40
    assert password.isalnum()
    assert ask(f"{url}/api/passwords") == (200, {"passwords": [password]})
    assert ask(f"{url}/api/passwords", {"length": 1})[0] == 400

    with urllib.request.urlopen(f"{url}/", timeout=10) as page:
        assert password in page.read().decode()
    log = stage.docker("logs", container)
    assert log.stdout.count("POST /api/passwords 201") == 1
    assert password not in log.stdout + log.stderr

    stage.docker("stop", "-t", "10", container, check=True)
    # 137 would be the engine's KILL after ten seconds in which SIGTERM was not heard.
    assert stage.docker.lines("inspect", "-f", "{{.State.ExitCode}}", container) == ["0"]


def test_health_says_that_redis_is_gone_and_recovers(stage: Stage) -> None:
    _, url = stage.start("slim")
    wait_for_status(f"{url}/health", 200)
    stage.docker("pause", f"{stage.name}-redis", check=True)
    wait_for_status(f"{url}/health", 503)
    assert "Redis does not answer" in str(ask(f"{url}/health")[1]["reason"])
    assert ask(f"{url}/api/passwords", {})[0] == 503
    stage.docker("unpause", f"{stage.name}-redis", check=True)
    wait_for_status(f"{url}/health", 200)


def test_history_size_and_user_tell_the_lesson(docker: DockerCli, tags: dict[str, str]) -> None:
    found = docker.lines("inspect", "-f", "{{.Size}} {{.Config.User}}", *tags.values())
    pairs = [line.partition(" ") for line in found]
    size = {name: int(text) for name, (text, _, _) in zip(tags, pairs, strict=True)}
    user = {name: text for name, (_, _, text) in zip(tags, pairs, strict=True)}
    assert size["full"] > size["slim"] > size["distroless"]
    assert size["full"] > size["hardened"] > size["distroless"]
    assert user == {"full": "", "slim": "", "distroless": "65532", "alpine": "", "hardened": "10001"}
    history = docker.lines("history", "--no-trunc", "--format", "{{.CreatedBy}}", tags["hardened"])
    assert any("useradd --uid 10001" in line for line in history)
    assert any("pip install --no-cache-dir" in line for line in history)


@pytest.mark.parametrize("variant", VARIANTS)
def test_variant_builds_with_buildkit_too(
    buildx: DockerCli, unique_name: str, tmp_path: Path, variant: str
) -> None:
    write_sample(tmp_path)
    words = (
        "--load",
        "--provenance=false",
        "--network",
        "none",
        "-f",
        str(tmp_path / f"Dockerfile.{variant}"),
    )
    buildx("buildx", "build", *words, "-t", f"{unique_name}:{variant}", str(tmp_path), check=True)
    # The packages are there and the app can be read: gunicorn loads it, and says nothing.
    check = (
        "--entrypoint",
        "python",
        f"{unique_name}:{variant}",
        "-m",
        "gunicorn",
        "--check-config",
        "app:app",
    )
    assert buildx("run", "--rm", *check, check=True).returncode == 0
