"""Statistics of real containers are followed, and follow what is asked for."""

from tests.tools.docker_cli import DockerCli
from tests.tools.waiting import wait_until
from workbench.domain.stats import ContainerStats
from workbench.engine.engine import Engine
from workbench.services.follow_stats import StatsFollower


def test_the_set_that_is_followed_can_change(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    ids = [
        docker.lines("run", "-d", "--name", f"{unique_name}-{n}", "debian:bookworm-slim", "sleep", "1000")[0]
        for n in range(2)
    ]
    samples: list[ContainerStats] = []
    follower = StatsFollower(engine, samples.append)
    follower.follow(frozenset(ids[:1]))
    wait_until(lambda: samples, what="a sample")
    assert {each.container_id for each in samples} == {ids[0]}
    assert samples[0].memory_bytes > 0
    follower.follow(frozenset(ids[1:]))
    wait_until(lambda: ids[1] in {each.container_id for each in samples}, what="a sample of the other")
    follower.stop()


def test_a_container_that_is_gone_hinders_no_other(
    engine: Engine, docker: DockerCli, unique_name: str
) -> None:
    [running] = docker.lines("run", "-d", "--name", unique_name, "debian:bookworm-slim", "sleep", "1000")
    samples: list[ContainerStats] = []
    follower = StatsFollower(engine, samples.append)
    follower.follow(frozenset({"0" * 64, running}))
    wait_until(lambda: len(samples) >= 2)
    follower.stop()
    assert {each.container_id for each in samples} == {running}
