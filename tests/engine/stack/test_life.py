"""A stack is brought up, changed and taken down on a real engine, and nothing else is touched."""

import json

import pytest

from tests.engine.stack.bench import PAIR, Bench, commands
from tests.tools.docker_cli import DockerCli
from workbench.domain.commands import BuildImage
from workbench.domain.errors import NameTaken, PortInUse
from workbench.domain.stacks import PlanStep, RunStep, StepState
from workbench.services.run_stack import carry_out, plan_down, plan_up, stack_status


def test_the_whole_life_of_a_stack(built: Bench) -> None:
    built.up()
    password = built.ask("/api/passwords", "POST")["password"]
    assert built.ask("/api/passwords")["passwords"] == [password]
    assert stack_status(built.engine, built.stack()).is_up
    assert plan_up(built.engine, built.stack()).steps == ()

    redis = built.container_id("redis")
    swapped = built.up("hardened")
    assert commands(swapped) == [
        f"stop {built.name}-app",
        f"remove container {built.name}-app",
        f"run {built.name}-app from {built.name}:5.0",
    ]
    assert built.ask("/api/passwords")["passwords"] == [password]
    assert built.container_id("redis") == redis
    assert built.docker.lines("inspect", "--format", "{{.Config.Image}}", f"{built.name}-app") == [
        f"{built.name}:5.0"
    ]

    built.down()
    assert built.standing() == []
    assert plan_down(built.engine, built.stack()).steps == ()


def test_a_missing_image_is_built_on_the_way_up(sample: Bench) -> None:
    told: list[tuple[PlanStep, StepState, str]] = []

    def report(step: PlanStep, state: StepState, words: str) -> None:
        told.append((step, state, words))

    planned = plan_up(sample.engine, sample.stack())
    carry_out(sample.engine, planned, report=report)
    build = planned.steps[0]
    assert isinstance(build, RunStep)
    assert isinstance(build.command, BuildImage)
    assert any(step is build and "pip install" in words for step, _, words in told)
    assert [(step, state) for step, state, _ in told if state is not StepState.RUNNING] == [
        (step, StepState.DONE) for step in planned.steps
    ]
    assert sample.ask("/health") == {"status": "ok"}


def test_a_half_failed_up_says_what_stands_and_is_resumed(built: Bench) -> None:
    planned = plan_up(built.engine, built.stack())
    blocker = f"{built.name}-blocker"
    built.docker("run", "-d", "--name", blocker, "-p", f"127.0.0.1:{built.port}:1", "redis", check=True)
    with pytest.raises(PortInUse) as caught:
        carry_out(built.engine, planned)
    assert f"run {built.name}-redis from redis" in caught.value.hint
    assert "`up`" in caught.value.hint
    assert "`down`" in caught.value.hint

    with pytest.raises(PortInUse, match=blocker):
        plan_up(built.engine, built.stack())

    built.docker("rm", "-f", "-v", blocker, check=True)
    redis = built.container_id("redis")
    assert commands(built.up()) == [f"run {built.name}-app from {built.name}:2.0"]
    assert built.ask("/health") == {"status": "ok"}
    assert built.container_id("redis") == redis


def test_compose_sees_the_project_as_one_of_its_own(bench: Bench, compose: DockerCli) -> None:
    bench.write(PAIR)
    bench.up()
    listed = json.loads(compose("compose", "ls", "--format", "json", check=True).stdout)
    (project,) = (each for each in listed if each["Name"] == bench.name)
    assert project["Status"] == "running(2)"
    assert project["ConfigFiles"] == str(bench.folder.resolve() / "compose.yaml")
    seen = compose.lines("compose", "-p", bench.name, "ps", "--services")
    assert sorted(seen) == ["app", "store"]


def test_down_leaves_what_others_made(bench: Bench) -> None:
    bench.write(PAIR)
    bench.up()
    guest, neighbour = f"{bench.name}-guest", f"{bench.name}-neighbour"
    bench.docker("run", "-d", "--name", guest, "--network", f"{bench.name}-net", "redis", check=True)
    bench.docker("run", "-d", "--name", neighbour, "redis", check=True)
    bench.down()
    assert sorted(bench.standing()) == sorted([guest, neighbour, f"{bench.name}-net"])
    bench.docker("rm", "-f", "-v", guest, check=True)
    bench.down()
    assert bench.standing() == [neighbour]


def test_a_foreign_container_with_the_name_stops_it_before_anything_is_made(bench: Bench) -> None:
    bench.write(PAIR)
    bench.docker("run", "-d", "--name", f"{bench.name}-app", "redis", check=True)
    with pytest.raises(NameTaken, match=f"{bench.name}-app"):
        plan_up(bench.engine, bench.stack())
    assert bench.standing() == [f"{bench.name}-app"]
