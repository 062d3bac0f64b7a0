"""An embedded engine for each test, where nothing takes time."""

from collections.abc import Iterator

import docker
import pytest

from workbench.embedded import EmbeddedEngine


@pytest.fixture
def embedded() -> Iterator[EmbeddedEngine]:
    """Run an engine as long as the test."""
    with EmbeddedEngine(speed=0) as engine:
        yield engine


@pytest.fixture
def client(embedded: EmbeddedEngine) -> Iterator[docker.DockerClient]:
    """Talk to it as to any engine."""
    made = docker.DockerClient(base_url=embedded.url)
    yield made
    made.close()
