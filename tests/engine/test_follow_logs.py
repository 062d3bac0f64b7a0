"""Logs of real containers are followed over every kind of break, with no line lost and none twice."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.private_engine import PrivateEngine
from tests.tools.waiting import wait_until
from workbench.domain.logs import LogLine
from workbench.engine.connect import connect
from workbench.engine.engine import Engine
from workbench.services.follow_logs import LogFollower

IMAGE = "debian:bookworm-slim"
COUNTING = "while true; do i=$((i+1)); echo {}$i; echo {}$i >&2; sleep 0.01; done"


class Read:
    """What a follower handed on."""

    def __init__(self) -> None:
        self.lines: list[LogLine] = []
        self.problems: list[tuple[str, str]] = []

    def take(self, lines: Sequence[LogLine]) -> None:
        self.lines += lines

    def complain(self, source: str, message: str) -> None:
        self.problems.append((source, message))

    def has(self, count: int) -> bool:
        return len(self.lines) >= count

    def texts(self, source: str) -> list[str]:
        return [line.text.decode() for line in self.lines if line.source == source]


@pytest.fixture
def read() -> Read:
    return Read()


@pytest.fixture
def follower(engine: Engine, read: Read) -> Iterator[LogFollower]:
    follower = LogFollower(engine, read.take, read.complain)
    yield follower
    follower.stop()


def run(docker: DockerCli, name: str, script: str, *options: str) -> None:
    docker("run", "-d", "--name", name, *options, IMAGE, "sh", "-c", script, check=True)


def logged(docker: DockerCli, name: str) -> list[str]:
    """The whole log as the docker command line tells it, both streams."""
    ended = docker("logs", name, check=True)
    return ended.stdout.splitlines() + ended.stderr.splitlines()


def test_several_logs_are_merged_and_counted(
    follower: LogFollower, read: Read, docker: DockerCli, unique_name: str
) -> None:
    one, other = f"{unique_name}-1", f"{unique_name}-2"
    run(docker, one, "echo '  spaced'; sleep 1000")
    run(docker, other, "echo error >&2; sleep 1000")
    follower.follow([one, other])
    wait_until(lambda: len(read.lines) == 2)
    assert read.texts(one) == ["  spaced"]
    assert read.texts(other) == ["error"]
    assert follower.received == 2


def test_the_tail_bounds_the_first_lines_only(
    follower: LogFollower, read: Read, docker: DockerCli, unique_name: str
) -> None:
    run(docker, unique_name, "seq 1 100; sleep 1000")
    wait_until(lambda: len(logged(docker, unique_name)) == 100)
    follower.follow([unique_name], tail=3)
    wait_until(lambda: len(read.lines) >= 3)
    assert read.texts(unique_name) == ["98", "99", "100"]


def test_changing_the_set_loses_no_line_of_those_kept(
    follower: LogFollower, read: Read, docker: DockerCli, unique_name: str
) -> None:
    kept, other = f"{unique_name}-kept", f"{unique_name}-other"
    run(docker, kept, COUNTING.format("", ""))
    run(docker, other, "echo here; sleep 1000")
    follower.follow([kept])
    for _ in range(3):
        follower.follow([kept, other])
        wait_until(lambda: read.texts(other), what="the other one's line")
        follower.follow([kept])
        read.lines = [line for line in read.lines if line.source == kept]
    docker("stop", "-t", "0", kept, check=True)
    whole = logged(docker, kept)
    wait_until(lambda: len(read.texts(kept)) >= len(whole), what="all lines")
    assert sorted(read.texts(kept)) == sorted(whole)


def test_a_container_that_starts_again_goes_on(
    follower: LogFollower, read: Read, docker: DockerCli, unique_name: str
) -> None:
    run(docker, unique_name, "echo up; echo up; sleep 1000")
    follower.follow([unique_name], tail=100)
    for starts in range(1, 4):
        wait_until(partial(read.has, 2 * starts), what=f"start {starts}")
        docker("restart", "-t", "0", unique_name, check=True)
    wait_until(lambda: len(read.lines) >= 8)
    docker("stop", "-t", "0", unique_name, check=True)
    assert read.texts(unique_name) == ["up"] * 8 == logged(docker, unique_name)
    assert read.problems == []


def test_another_container_under_the_same_name_is_followed_from_its_first_line(
    follower: LogFollower, read: Read, docker: DockerCli, unique_name: str
) -> None:
    run(docker, unique_name, "echo first; sleep 1000")
    follower.follow([unique_name], tail=1)
    wait_until(lambda: read.texts(unique_name) == ["first"])
    docker("rm", "-f", unique_name, check=True)
    wait_until(lambda: read.problems, what="the removal is told")
    assert read.problems[0][0] == unique_name
    run(docker, unique_name, "echo second; echo third; sleep 1000")
    wait_until(lambda: read.texts(unique_name) == ["first", "second", "third"])


def test_a_renamed_container_goes_on_with_no_line_lost_and_none_twice(
    engine: Engine, read: Read, docker: DockerCli, unique_name: str
) -> None:
    before, after = f"{unique_name}-before", f"{unique_name}-after"
    renamed: list[tuple[str, str]] = []
    follower = LogFollower(engine, read.take, read.complain, lambda old, new, _id: renamed.append((old, new)))
    run(docker, before, COUNTING.format("", ""))
    try:
        follower.follow([before])
        wait_until(lambda: len(read.texts(before)) > 10)
        docker("rename", before, after, check=True)
        wait_until(lambda: len(read.texts(after)) > 10, what="lines under the new name")
        docker("stop", "-t", "0", after, check=True)
        whole = logged(docker, after)
        wait_until(lambda: len(read.lines) >= len(whole), what="all lines")
        assert sorted(read.texts(before) + read.texts(after)) == sorted(whole)
        assert renamed == [(before, after)]
        assert read.problems == [(before, f"it was renamed to {after}")]
    finally:
        follower.stop()


def test_a_missing_container_is_told_once_and_hinders_no_other(
    follower: LogFollower, read: Read, docker: DockerCli, unique_name: str
) -> None:
    run(docker, unique_name, "echo here; sleep 1000")
    follower.follow([f"{unique_name}-missing", unique_name])
    wait_until(lambda: read.texts(unique_name) == ["here"])
    wait_until(lambda: read.problems)
    assert [source for source, _ in read.problems] == [f"{unique_name}-missing"]


def test_an_engine_that_restarts_loses_and_repeats_no_line(
    engine_url: str, private_engine: Callable[[], PrivateEngine], read: Read, tmp_path: Path
) -> None:
    private = private_engine()
    docker = DockerCli(private.url)
    archive = tmp_path / "image.tar"
    DockerCli(engine_url)("save", "--output", str(archive), IMAGE, check=True)
    docker("load", "--input", str(archive), check=True)
    engine = connect(host=private.url)
    follower = LogFollower(engine, read.take, read.complain)
    run(docker, "counting", COUNTING.format("", ""), "--restart", "always")
    follower.follow(["counting"])
    try:
        wait_until(lambda: len(read.lines) > 40, what="the first lines")
        private.stop()
        before = len(read.lines)
        private.start()
        wait_until(lambda: len(read.lines) > before + 40, 30, "lines after the restart")
        docker("stop", "-t", "0", "counting", check=True)
        whole = logged(docker, "counting")
        wait_until(lambda: len(read.lines) >= len(whole), what="all lines")
        assert sorted(read.texts("counting")) == sorted(whole)
    finally:
        follower.stop()
        engine.close()


def test_stopping_ends_every_callback(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    read = Read()
    run(docker, unique_name, COUNTING.format("", ""))
    follower = LogFollower(engine, read.take, read.complain)
    follower.follow([unique_name])
    wait_until(lambda: len(read.lines) > 10)
    follower.stop()
    count = len(read.lines)
    written = len(logged(docker, unique_name))
    wait_until(lambda: len(logged(docker, unique_name)) > written + 10, what="more was written")
    assert len(read.lines) == count
    assert follower.received == count
