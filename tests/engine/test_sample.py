"""All five variants of the sample build, answer with a password kept in Redis, and stop when asked."""

import json
import secrets
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from workbench.services.write_sample import write_sample

pytestmark = pytest.mark.engine
VARIANTS = ("full", "slim", "distroless", "alpine", "hardened")
Docker = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the variants of this run are built and started: one name for the network, images, containers."""

    name: str
    folder: Path
    docker: Docker

    def run(self, *words: str) -> str:
        """A docker command that must go well; its output."""
        done = self.docker(*words)
        assert done.returncode == 0, f"docker {' '.join(words)}: {done.stderr}{done.stdout}"
        return done.stdout.strip()

    def build(self, variant: str) -> str:
        """Builds a variant with the classic builder, without a network for its steps."""
        tag = f"{self.name}:{variant}"
        dockerfile = str(self.folder / f"Dockerfile.{variant}")
        self.run("build", "--network", "none", "-t", tag, "-f", dockerfile, str(self.folder))
        return tag

    def start(self, tag: str, *words: str) -> tuple[str, str]:
        """Starts an image on the network with its port published; the container's name and the URL."""
        container = f"{self.name}-{secrets.token_hex(3)}"
        self.run(
            "run", "-d", "--name", container, "--network", self.name, "-p", "127.0.0.1::5000", *words, tag
        )
        return container, "http://" + self.run("port", container, "5000").splitlines()[0]


@pytest.fixture
def stage(docker: Docker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A network with Redis on it, taken down with all that stands on it."""
    monkeypatch.setenv("DOCKER_BUILDKIT", "0")
    write_sample(tmp_path)
    stage = Stage(f"sample-{secrets.token_hex(4)}", tmp_path, docker)
    stage.run("network", "create", stage.name)
    redis = f"{stage.name}-redis"
    stage.run("run", "-d", "--name", redis, "--network", stage.name, "--network-alias", "redis", "redis")
    yield stage
    containers = docker("ps", "-aq", "--filter", f"network={stage.name}").stdout.split()
    docker("rm", "-f", "-v", *containers)
    docker("network", "rm", stage.name)
    docker("rmi", "-f", *[f"{stage.name}:{variant}" for variant in VARIANTS])


def ask(url: str, body: dict[str, object] | None = None) -> tuple[int, dict[str, object]]:
    """GET, or POST a JSON body; the status and the JSON answer, status 0 while nobody answers."""
    request = urllib.request.Request(url, headers={"Content-Type": "application/json"})
    if body is not None:
        request.data = json.dumps(body).encode()
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except (OSError, ValueError):
        return 0, {}


def wait_for_status(url: str, status: int) -> dict[str, object]:
    """Asks until that status comes; fails after half a minute."""
    pause = threading.Event()
    deadline = time.monotonic() + 30
    while True:
        found, answer = ask(url)
        if found == status:
            return answer
        assert time.monotonic() < deadline, f"{url} answered {found} {answer}, not {status}"
        pause.wait(0.05)


@pytest.mark.parametrize("variant", VARIANTS)
def test_variant_builds_answers_and_stops(stage: Stage, variant: str) -> None:
    container, url = stage.start(stage.build(variant), "-e", "REDIS_HOST=redis")
    assert wait_for_status(f"{url}/health", 200) == {"status": "ok"}

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

    stage.run("stop", "-t", "10", container)
    # 137 would be the engine's KILL after ten seconds in which SIGTERM was not heard.
    assert stage.run("inspect", "-f", "{{.State.ExitCode}}", container) == "0"


def test_health_says_that_redis_is_gone_and_recovers(stage: Stage) -> None:
    _, url = stage.start(stage.build("slim"), "-e", "REDIS_HOST=redis")
    wait_for_status(f"{url}/health", 200)
    stage.run("pause", f"{stage.name}-redis")
    answer = wait_for_status(f"{url}/health", 503)
    assert "Redis does not answer" in str(answer["reason"])
    assert ask(f"{url}/api/passwords", {})[0] == 503
    stage.run("unpause", f"{stage.name}-redis")
    wait_for_status(f"{url}/health", 200)


def test_history_size_and_user_tell_the_lesson(stage: Stage) -> None:
    tags = {variant: stage.build(variant) for variant in VARIANTS}
    sizes = {name: int(stage.run("inspect", "-f", "{{.Size}}", tag)) for name, tag in tags.items()}
    assert sizes["full"] > sizes["slim"] > sizes["distroless"]
    assert sizes["full"] > sizes["hardened"] > sizes["distroless"]
    users = {name: stage.run("inspect", "-f", "{{.Config.User}}", tag) for name, tag in tags.items()}
    assert users == {"full": "", "slim": "", "distroless": "65532", "alpine": "", "hardened": "10001"}
    history = stage.run("history", "--no-trunc", "--format", "{{.CreatedBy}}", tags["hardened"])
    assert "useradd --uid 10001" in history
    assert "pip install" in history
