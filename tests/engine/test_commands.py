"""Every command does on a real engine what its own docker line does."""

import pytest

from tests.engine.equivalence import Case, left_behind, prepare
from tests.tools.docker_cli import DockerCli
from workbench.domain.commands import (
    ConnectNetwork,
    CreateNetwork,
    CreateVolume,
    DisconnectNetwork,
    KillContainer,
    PauseContainer,
    RemoveContainer,
    RemoveImage,
    RemoveNetwork,
    RemoveVolume,
    RestartContainer,
    RunContainer,
    StartContainer,
    StopContainer,
    TagImage,
    UnpauseContainer,
    VolumeMount,
)
from workbench.domain.containers import PortMapping
from workbench.domain.health import HealthCheck
from workbench.domain.ledger import EntryState
from workbench.engine.engine import Engine

IMAGE = "debian:bookworm-slim"
# A process that is pid 1 ignores what it does not handle, so it is ended by a signal that none can ignore.
SLEEPER = f"run -d --stop-signal SIGKILL --name {{name}} {IMAGE} sleep 300"
CREATED = f"create --name {{name}} {IMAGE} sleep 300"
EXITED = f"run --name {{name}} {IMAGE} true"
NETWORK = "network create {name}"
IMAGE_LOOK = ("image inspect --format {{{{json .Id}}}} {name}:1",)
NETWORK_LOOK = ("network inspect {name}",)
VOLUME_LOOK = ("volume inspect {name}",)

CASES = {
    "start one that was created": Case(StartContainer, (CREATED,)),
    "start one that has stopped": Case(StartContainer, (SLEEPER, "kill {name}")),
    "start one that runs": Case(StartContainer, (SLEEPER,)),
    "stop": Case(StopContainer, (SLEEPER,)),
    "stop after a time": Case(
        lambda name: StopContainer(name, 0), (f"run -d --name {{name}} {IMAGE} sleep 300",)
    ),
    "stop one that has stopped": Case(StopContainer, (EXITED,)),
    "restart": Case(RestartContainer, (SLEEPER,)),
    "restart after a time": Case(
        lambda name: RestartContainer(name, 0), (f"run -d --name {{name}} {IMAGE} sleep 300",)
    ),
    "restart one that has stopped": Case(RestartContainer, (SLEEPER, "kill {name}")),
    "pause": Case(PauseContainer, (SLEEPER,)),
    "unpause": Case(UnpauseContainer, (SLEEPER, "pause {name}")),
    "kill": Case(KillContainer, (SLEEPER,), ("wait {name}",)),
    "kill by a signal": Case(
        lambda name: KillContainer(name, "USR1"),
        ("run -d --name {name} redis redis-server",),
        look=("container inspect --format {{{{json .State.Running}}}} {name}",),
    ),
    "remove": Case(RemoveContainer, (EXITED,)),
    "remove one that runs": Case(lambda name: RemoveContainer(name, force=True), (SLEEPER,)),
    "remove with its volumes": Case(
        lambda name: RemoveContainer(name, with_volumes=True),
        ("volume create --label of={name} {name}", f"run --name {{name}} -v {{name}}:/a {IMAGE} true"),
        look=("container inspect {name}", *VOLUME_LOOK),
    ),
    "create a network": Case(CreateNetwork, look=NETWORK_LOOK),
    "create an internal network with labels": Case(
        lambda name: CreateNetwork(name, internal=True, labels=(("a", "b"), ("c", "d=e f"))),
        look=NETWORK_LOOK,
    ),
    "remove a network": Case(RemoveNetwork, (NETWORK,), look=NETWORK_LOOK),
    "connect to a network": Case(lambda name: ConnectNetwork(name, name), (NETWORK, SLEEPER)),
    "connect to a network with aliases": Case(
        lambda name: ConnectNetwork(name, name, ("cache", "store")), (NETWORK, SLEEPER)
    ),
    "disconnect from a network": Case(
        lambda name: DisconnectNetwork(name, name), (NETWORK, SLEEPER, "network connect {name} {name}")
    ),
    "disconnect by force": Case(
        lambda name: DisconnectNetwork(name, name, force=True),
        (NETWORK, SLEEPER, "network connect {name} {name}"),
    ),
    "create a volume": Case(CreateVolume, look=VOLUME_LOOK),
    "create a volume with labels": Case(lambda name: CreateVolume(name, (("a", "b"),)), look=VOLUME_LOOK),
    "remove a volume": Case(RemoveVolume, ("volume create {name}",), look=VOLUME_LOOK),
    "remove a volume by force that is not there": Case(
        lambda name: RemoveVolume(name, force=True), look=VOLUME_LOOK
    ),
    "tag": Case(lambda name: TagImage(IMAGE, f"{name}:1"), look=IMAGE_LOOK),
    "tag without a tag": Case(
        lambda name: TagImage(IMAGE, f"localhost:5000/{name}"),
        look=("image inspect --format {{{{json .Id}}}} localhost:5000/{name}:latest",),
    ),
    "remove a tag": Case(
        lambda name: RemoveImage(f"{name}:1"), (f"tag {IMAGE} {{name}}:1",), look=IMAGE_LOOK
    ),
    "remove a tag by force": Case(
        lambda name: RemoveImage(f"{name}:1", force=True),
        (f"tag {IMAGE} {{name}}:1", "create --name {name} {name}:1"),
        look=IMAGE_LOOK,
    ),
    "run": Case(lambda name: RunContainer("redis", name)),
    "run with a command": Case(lambda name: RunContainer(IMAGE, name, command=("sleep", "300"))),
    "run with an entrypoint": Case(
        lambda name: RunContainer(IMAGE, name, entrypoint=("sh", "-c"), command=("sleep 300",))
    ),
    "run on a network": Case(
        lambda name: RunContainer("redis", name, network=name, network_aliases=("cache", "store")), (NETWORK,)
    ),
    "run on the host's network": Case(
        lambda name: RunContainer(IMAGE, name, command=("sleep", "300"), network="host")
    ),
    "run with ports": Case(
        lambda name: RunContainer(
            "redis", name, ports=(PortMapping(6379, "tcp", "127.0.0.1"), PortMapping(53, "udp", "127.0.0.1"))
        ),
        look=(
            "container inspect --format {{{{json .HostConfig}}}} {name}",
            "container inspect --format {{{{json .Config}}}} {name}",
        ),
    ),
    "run with volumes": Case(
        lambda name: RunContainer(
            "redis",
            name,
            mounts=(VolumeMount(name, "/data"), VolumeMount("/etc/hosts", "/h", read_only=True)),
        ),
        look=("container inspect {name}", *VOLUME_LOOK),
    ),
    "run with a health check": Case(
        lambda name: RunContainer(
            "redis",
            name,
            health_check=HealthCheck(
                ("CMD-SHELL", "redis-cli ping"), 300.5, 2, start_period_seconds=1, retries=5
            ),
        ),
        look=("container inspect --format {{{{json .Config}}}} {name}",),
    ),
    "run without the image's health check": Case(
        lambda name: RunContainer("redis", name, health_check=HealthCheck(("NONE",)))
    ),
    "run with everything else": Case(
        lambda name: RunContainer(
            IMAGE,
            name,
            command=("sleep", "300"),
            environment=(("A", "1"), ("EMPTY", ""), ("EQUAL", "a=b c")),
            labels=(("one", "1"), ("two", "x=y")),
            restart_policy="on-failure:3",
            user="65534:65534",
            working_directory="/var/tmp",
        )
    ),
    "run and restart always": Case(
        lambda name: RunContainer(IMAGE, name, command=("sleep", "300"), restart_policy="unless-stopped")
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_does_what_its_docker_line_does(
    case: Case, engine: Engine, docker: DockerCli, unique_name: str
) -> None:
    ours, theirs = f"{unique_name}-a", f"{unique_name}-b"
    prepare(docker, case, ours)
    prepare(docker, case, theirs)
    engine.execute(case.command(ours))
    docker(*case.command(theirs).argv[1:], check=True)
    assert left_behind(docker, case, ours) == left_behind(docker, case, theirs)
    assert [entry.state for entry in engine.ledger.entries] == [EntryState.DONE]


def test_anonymous_volumes_go_with_their_container_only_if_asked(
    engine: Engine, docker: DockerCli, unique_name: str
) -> None:
    for with_volumes in (False, True):
        docker("create", "--name", unique_name, "-v", "/data", IMAGE, check=True)
        (mount,) = engine.container(unique_name).mounts
        engine.execute(RemoveContainer(unique_name, with_volumes=with_volumes))
        is_there = docker("volume", "inspect", mount.source).returncode == 0
        assert is_there is not with_volumes
        docker("volume", "rm", "--force", mount.source, check=True)


def test_a_random_port_is_published_where_asked(engine: Engine, unique_name: str) -> None:
    engine.execute(RunContainer("redis", unique_name, ports=(PortMapping(6379, "tcp", "127.0.0.1"),)))
    (port,) = engine.container(unique_name).container.published_ports
    assert (port.container_port, port.host_ip) == (6379, "127.0.0.1")
    assert port.host_port


def test_a_cmd_check_is_kept_as_a_list_of_words(engine: Engine, unique_name: str) -> None:
    """The docker line only writes a check for a shell, and says so; the engine is asked for this very one."""
    check = HealthCheck(("CMD", "redis-cli", "ping"), interval_seconds=300)
    command = RunContainer("redis", unique_name, health_check=check)
    assert command.line.endswith(" redis  # the health check runs without a shell")
    engine.execute(command)
    assert engine.container(unique_name).health_command == check.test


def test_the_id_of_what_was_made_comes_back(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    made = engine.execute(RunContainer("redis", unique_name)).id
    assert [made] == docker.lines("ps", "--no-trunc", "--quiet", "--filter", f"name={unique_name}")
    network = engine.execute(CreateNetwork(unique_name)).id
    assert [network] == docker.lines(
        "network", "ls", "--no-trunc", "--quiet", "--filter", f"name={unique_name}"
    )
    assert engine.execute(CreateVolume(unique_name)).id == unique_name
    assert engine.execute(TagImage(IMAGE, f"{unique_name}:1")).id == engine.image(IMAGE).image.id


def test_what_became_of_an_image_is_told(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    docker("tag", IMAGE, f"{unique_name}:1", check=True)
    assert engine.execute(RemoveImage(f"{unique_name}:1")).notes == (f"Untagged: {unique_name}:1",)
