"""What a container is said to use, to one client after another."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import time

import docker

from tests.tools.waiting import wait_until
from workbench.embedded import EmbeddedEngine
from workbench.engine.connect import connect


def _used(client: docker.DockerClient, name: str) -> tuple[int, int]:
    sample = client.api.stats(name, stream=False)
    return sample["cpu_stats"]["cpu_usage"]["total_usage"], sample["networks"]["eth0"]["rx_bytes"]


def test_each_new_client_sees_numbers_that_moved_on(client: docker.DockerClient) -> None:
    client.containers.run("redis", name="moving", detach=True)
    first = _used(client, "moving")
    wait_until(
        lambda: all(a > b for a, b in zip(_used(client, "moving"), first, strict=True)), 10, "more use"
    )


def test_a_paused_container_uses_nothing_more(client: docker.DockerClient) -> None:
    container = client.containers.run("redis", name="held", detach=True)
    container.pause()
    first = _used(client, "held")
    time.sleep(0.05)
    assert _used(client, "held") == first
    container.unpause()
    wait_until(lambda: _used(client, "held") > first, 10, "more use")


def test_the_memory_is_what_its_processes_hold(embedded: EmbeddedEngine, client: docker.DockerClient) -> None:
    container = client.containers.run("redis", name="idle", detach=True)
    told = container.top(ps_args="aux")
    held = sum(int(row[told["Titles"].index("RSS")]) * 1024 for row in told["Processes"])
    engine = connect(host=embedded.url)
    with engine.stats("idle") as stream:
        sample = next(iter(stream))
    engine.close()
    assert abs(sample.memory_bytes - held) < held * 0.05
