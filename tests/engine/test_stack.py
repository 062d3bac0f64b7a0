"""A stack is brought up, changed and taken down on a real engine, and nothing else is touched."""

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.own_sample import free_port, write_own_sample
from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import BuildImage, ConnectNetwork
from workbench.domain.errors import Cancelled, NameTaken, NotReady, PortInUse
from workbench.domain.stacks import Plan, PlanStep, RunStep, Stack, StepState
from workbench.engine.connect import connect
from workbench.engine.engine import Engine
from workbench.services.compose import read_stack
from workbench.services.find_app import find_app
from workbench.services.run_stack import carry_out, plan_down, plan_up, stack_status

_TAGS = {"slim": "2.0", "hardened": "5.0"}


@dataclass(frozen=True, slots=True)
class Bench:
    """An app folder, an engine, and the name that all they make has in it."""

    name: str
    folder: Path
    engine: Engine
    docker: DockerCli
    port: int

    def write(self, text: str) -> None:
        """Writes the compose file; NAME and PORT in it become the test's own."""
        (self.folder / "compose.yaml").write_text(
            text.replace("NAME", self.name).replace("PORT", str(self.port))
        )

    def stack(self, variant: str | None = None) -> Stack:
        """The stack as the folder has it now."""
        return read_stack(find_app(self.folder), variant=variant)

    def up(self, variant: str | None = None) -> Plan:
        """Brings it up and returns what was planned for that."""
        planned = plan_up(self.engine, self.stack(variant))
        carry_out(self.engine, planned)
        return planned

    def down(self) -> None:
        """Takes it down."""
        carry_out(self.engine, plan_down(self.engine, self.stack()))

    def container_id(self, part: str) -> str:
        """The id of the container whose name ends so."""
        return self.docker.lines("inspect", "--format", "{{.Id}}", f"{self.name}-{part}")[0]

    def standing(self) -> list[str]:
        """The containers, networks and volumes that have the name in theirs."""
        match = f"name={self.name}"
        return [
            *self.docker.lines("ps", "--all", "--format", "{{.Names}}", "--filter", match),
            *self.docker.lines("network", "ls", "--format", "{{.Name}}", "--filter", match),
            *self.docker.lines("volume", "ls", "--format", "{{.Name}}", "--filter", match),
        ]

    def ask(self, path: str, method: str = "GET") -> dict[str, object]:
        """The app's JSON answer."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            found: dict[str, object] = json.load(answer)
            return found


@pytest.fixture
def bench(engine_url: str, docker: DockerCli, unique_name: str, tmp_path: Path) -> Iterator[Bench]:
    """A folder for an app and a door to the engine."""
    engine = connect(host=engine_url)
    yield Bench(unique_name, tmp_path, engine, docker, free_port())
    engine.close()


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


# Two services of one image that is there anyway, with names of the test's own.
_PAIR = """\
name: NAME
services:
  store:
    image: redis
    container_name: NAME-store
    networks: [net]
    healthcheck: {test: [CMD, redis-cli, ping], interval: 1s}
  app:
    image: redis
    container_name: NAME-app
    command: redis-server --port 7000
    networks: [net]
    depends_on: {store: {condition: service_healthy}}
networks:
  net: {name: NAME-net}
"""


def commands(planned: Plan) -> list[str]:
    """The commands of a plan, a line each."""
    return [step.command.summary for step in planned.steps if isinstance(step, RunStep)]


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

    built.docker("rm", "-f", blocker, check=True)
    redis = built.container_id("redis")
    assert commands(built.up()) == [f"run {built.name}-app from {built.name}:2.0"]
    assert built.ask("/health") == {"status": "ok"}
    assert built.container_id("redis") == redis


def test_compose_would_see_the_project(bench: Bench) -> None:
    bench.write(_PAIR)
    bench.up()
    labels = json.loads(
        bench.docker.lines("inspect", "--format", "{{json .Config.Labels}}", f"{bench.name}-app")[0]
    )
    assert labels["com.docker.compose.project"] == bench.name
    assert labels["com.docker.compose.service"] == "app"
    assert labels["com.docker.compose.project.config_files"] == str(bench.folder.resolve() / "compose.yaml")
    found = bench.docker.lines(
        "ps",
        "-q",
        "--filter",
        f"label=com.docker.compose.project={bench.name}",
        "--filter",
        "label=com.docker.compose.oneoff=False",
    )
    assert len(found) == 2


def test_down_leaves_what_others_made(bench: Bench) -> None:
    bench.write(_PAIR)
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
    bench.write(_PAIR)
    bench.docker("run", "-d", "--name", f"{bench.name}-app", "redis", check=True)
    with pytest.raises(NameTaken, match=f"{bench.name}-app"):
        plan_up(bench.engine, bench.stack())
    assert bench.standing() == [f"{bench.name}-app"]


def test_a_network_that_stands_already_is_used_and_left(bench: Bench) -> None:
    bench.write(_PAIR)
    bench.docker("network", "create", f"{bench.name}-net", check=True)
    assert not any(line.startswith("create network") for line in commands(bench.up()))
    bench.down()
    assert bench.standing() == [f"{bench.name}-net"]


def test_services_find_one_another_on_every_network(bench: Bench) -> None:
    bench.write(
        _PAIR.replace(
            "networks: [net]\n    healthcheck", "networks: {net: , back: {aliases: [db]}}\n    healthcheck"
        )
        .replace("networks: [net]\n    depends_on", "networks: [back, net]\n    depends_on")
        .replace("networks:\n  net:", "networks:\n  back: {name: NAME-back}\n  net:")
    )
    planned = bench.up()
    assert (
        sum(isinstance(step, RunStep) and isinstance(step.command, ConnectNetwork) for step in planned.steps)
        == 2
    )
    for name in ("store", "db"):
        asked = bench.docker("exec", f"{bench.name}-app", "redis-cli", "-h", name, "ping", check=True)
        assert asked.stdout.strip() == "PONG"
    assert plan_up(bench.engine, bench.stack()).steps == ()


def test_a_network_made_anew_is_joined_again_and_the_data_stays(bench: Bench) -> None:
    bench.write(_PAIR)
    bench.up()
    store = bench.container_id("store")
    bench.docker("exec", f"{bench.name}-store", "redis-cli", "set", "kept", "yes", check=True)
    bench.docker("stop", f"{bench.name}-app", f"{bench.name}-store", check=True)
    bench.docker("network", "rm", f"{bench.name}-net", check=True)
    bench.up()
    assert bench.container_id("store") == store
    asked = bench.docker("exec", f"{bench.name}-app", "redis-cli", "-h", "store", "get", "kept", check=True)
    assert asked.stdout.strip() == "yes"
    assert plan_up(bench.engine, bench.stack()).steps == ()


def test_changed_settings_keep_the_data_of_an_anonymous_volume(bench: Bench) -> None:
    bench.write(_PAIR)
    volumes = set(bench.docker.lines("volume", "ls", "--quiet"))
    bench.up()
    bench.docker("exec", f"{bench.name}-store", "redis-cli", "set", "kept", "yes", check=True)
    for value in ("one", "two"):
        bench.write(
            _PAIR.replace("    healthcheck", f"    environment: {{SETTING: {value}}}\n    healthcheck")
        )
        assert f"run {bench.name}-store from redis" in commands(bench.up())
    asked = bench.docker("exec", f"{bench.name}-store", "redis-cli", "get", "kept", check=True)
    assert asked.stdout.strip() == "yes"
    mounts = "{{range .Mounts}}{{println .Name}}{{end}}"
    kept = set(bench.docker.lines("inspect", "--format", mounts, f"{bench.name}-store")) - {""}
    assert len(kept - volumes) == 1
    bench.down()
    assert not kept & set(bench.docker.lines("volume", "ls", "--quiet"))


def test_a_named_volume_stays_until_it_is_asked_for(bench: Bench) -> None:
    bench.write(
        _PAIR.replace("    healthcheck", "    volumes: ['data:/data']\n    healthcheck")
        + "volumes: {data: }\n"
    )
    bench.up()
    bench.down()
    assert bench.standing() == [f"{bench.name}_data"]
    carry_out(bench.engine, plan_down(bench.engine, bench.stack(), with_volumes=True))
    assert bench.standing() == []


def test_an_app_that_ends_is_told_with_its_last_lines(bench: Bench) -> None:
    bench.write(_PAIR.replace("redis-server --port 7000", "sh -c 'echo no such \\033[31msetting; exit 3'"))
    with pytest.raises(NotReady, match="exit code 3") as caught:
        bench.up()
    assert "no such" in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert f"run {bench.name}-store" in caught.value.hint


def test_a_dependency_without_a_health_check_is_told(bench: Bench) -> None:
    bench.write(_PAIR.replace("    healthcheck: {test: [CMD, redis-cli, ping], interval: 1s}\n", ""))
    with pytest.raises(NotReady, match="has no health check"):
        bench.up()


def test_waiting_can_be_stopped_and_gone_on_with(bench: Bench) -> None:
    bench.write(_PAIR.replace("[CMD, redis-cli, ping]", "[CMD, test, -e, /data/ready]"))
    cancel = Cancellation()
    reached = threading.Event()

    def report(step: PlanStep, state: StepState, words: str) -> None:
        if "not healthy yet" in words:
            reached.set()

    raised: list[BaseException] = []
    planned = plan_up(bench.engine, bench.stack())
    working = threading.Thread(target=_keep_error, args=(bench.engine, planned, report, cancel, raised))
    working.start()
    assert reached.wait(30)
    cancel.cancel()
    working.join(10)
    assert [type(error) for error in raised] == [Cancelled]
    bench.docker("exec", f"{bench.name}-store", "touch", "/data/ready", check=True)
    assert commands(bench.up()) == [f"run {bench.name}-app from redis"]


def _keep_error(
    engine: Engine,
    planned: Plan,
    report: Callable[[PlanStep, StepState, str], None],
    cancel: Cancellation,
    raised: list[BaseException],
) -> None:
    try:
        carry_out(engine, planned, report=report, cancel=cancel)
    except Cancelled as error:
        raised.append(error)


def test_a_job_that_others_wait_for_runs_once(bench: Bench) -> None:
    bench.write(
        _PAIR.replace("condition: service_healthy", "condition: service_completed_successfully").replace(
            "    healthcheck: {test: [CMD, redis-cli, ping], interval: 1s}\n", "    command: 'true'\n"
        )
    )
    bench.up()
    assert plan_up(bench.engine, bench.stack()).steps == ()


def test_a_port_that_the_engine_chooses_is_asked(built: Bench) -> None:
    text = (built.folder / "compose.yaml").read_text()
    built.write(text.replace(f'"127.0.0.1:{built.port}:5000"', '"5000"'))
    built.up()
    assert stack_status(built.engine, built.stack()).is_up
