"""What the tests of stacks are given: a folder, the sample app, and two of its variants built."""

from pathlib import Path

import pytest

from tests.engine.stack.bench import Bench
from tests.tools.docker_cli import DockerCli
from tests.tools.own_sample import free_port, write_own_sample
from workbench.engine.engine import Engine

_TAGS = {"slim": "2.0", "hardened": "5.0"}


@pytest.fixture
def bench(engine: Engine, docker: DockerCli, unique_name: str, tmp_path: Path) -> Bench:
    """A folder for an app and a door to the engine."""
    return Bench(unique_name, tmp_path, engine, docker, free_port())


@pytest.fixture
def sample(bench: Bench) -> Bench:
    """The sample app under the test's own names."""
    write_own_sample(bench.folder, bench.name, bench.port)
    return bench


@pytest.fixture
def built(sample: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """The sample app with two of its variants built."""
    monkeypatch.setenv("DOCKER_BUILDKIT", "0")
    for variant, tag in _TAGS.items():
        file = str(sample.folder / f"Dockerfile.{variant}")
        tagged = f"{sample.name}:{tag}"
        sample.docker("build", "--network", "none", "-t", tagged, "-f", file, str(sample.folder), check=True)
    return sample
