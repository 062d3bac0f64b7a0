"""What a real container uses is told while it runs, and not longer."""

import threading

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.waiting import wait_until
from workbench.domain.errors import NotFound
from workbench.domain.stats import ContainerStats
from workbench.engine.engine import Engine
from workbench.engine.streams import StatsStream

IMAGE = "debian:bookworm-slim"
DEADLINE_SECONDS = 30.0


def in_background(stream: StatsStream) -> tuple[threading.Thread, list[ContainerStats]]:
    samples: list[ContainerStats] = []
    thread = threading.Thread(target=lambda: samples.extend(stream), daemon=True)
    thread.start()
    return thread, samples


def test_a_busy_container_uses_cpu_memory_and_processes(
    engine: Engine, docker: DockerCli, unique_name: str
) -> None:
    script = "while :; do :; done"
    run = ("run", "-d", "--name", unique_name, "--memory", "64m", "--cpus", "0.5", IMAGE, "sh", "-c", script)
    identity = docker(*run, check=True).stdout.strip()
    stream = engine.stats(unique_name)
    thread, samples = in_background(stream)
    wait_until(lambda: any(sample.cpu_percent for sample in samples), DEADLINE_SECONDS)
    stream.close()
    thread.join(DEADLINE_SECONDS)
    assert not thread.is_alive()
    busy = next(sample for sample in samples if sample.cpu_percent)
    assert busy.container_id == identity
    assert 0 < busy.cpu_percent <= 100 * busy.cpu_count
    assert 0 < busy.memory_bytes <= busy.memory_limit_bytes
    assert busy.process_count >= 1


def test_it_ends_with_the_container(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    docker("run", "-d", "--name", unique_name, IMAGE, "sleep", "1000", check=True)
    thread, samples = in_background(engine.stats(unique_name))
    wait_until(lambda: samples, DEADLINE_SECONDS)
    docker("kill", unique_name, check=True)
    thread.join(DEADLINE_SECONDS)
    assert not thread.is_alive()


def test_no_such_container_is_said_at_once(engine: Engine, unique_name: str) -> None:
    with pytest.raises(NotFound):
        engine.stats(unique_name)
