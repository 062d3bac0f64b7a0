"""What cannot be done on a real engine says why, and what to do next."""

import socket
from collections.abc import Callable

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.private_engine import PrivateEngine
from workbench.domain.commands import (
    Command,
    ConnectNetwork,
    CreateNetwork,
    DisconnectNetwork,
    KillContainer,
    OpenShell,
    PauseContainer,
    RemoveContainer,
    RemoveImage,
    RemoveNetwork,
    RemoveVolume,
    RunContainer,
    StartContainer,
    TagImage,
    UnpauseContainer,
    VolumeMount,
)
from workbench.domain.containers import PortMapping
from workbench.domain.errors import (
    EngineGone,
    EngineRefused,
    ImageMissing,
    InvalidInput,
    NameTaken,
    NotFound,
    PortInUse,
    ReadOnly,
    StillInUse,
    WorkbenchError,
    WrongState,
)
from workbench.domain.ledger import EntryState
from workbench.engine.connect import connect
from workbench.engine.engine import Engine

IMAGE = "debian:bookworm-slim"
SLEEPER = f"run -d --stop-signal SIGKILL --name {{name}} {IMAGE} sleep 300"


FAILURES: dict[str, tuple[tuple[str, ...], Callable[[str], Command], type[WorkbenchError], str]] = {
    "container name taken": (
        (f"create --name {{name}} {IMAGE}",),
        lambda name: RunContainer(IMAGE, name),
        NameTaken,
        "There is a container named {name} already.",
    ),
    "network name taken": (
        ("network create {name}",),
        CreateNetwork,
        NameTaken,
        "network named {name} already",
    ),
    "image missing": (
        (),
        lambda name: RunContainer(f"{name}:1"),
        ImageMissing,
        "The image {name}:1 is not on",
    ),
    "image to tag missing": ((), lambda name: TagImage(name, "x:1"), ImageMissing, "The image {name}"),
    "image to remove missing": ((), RemoveImage, ImageMissing, "The image {name}"),
    "container missing": ((), StartContainer, NotFound, "There is no container {name}."),
    "container to remove missing": ((), RemoveContainer, NotFound, "There is no container {name}."),
    "network missing": ((), RemoveNetwork, NotFound, "There is no network {name}."),
    "network to run on missing": (
        (),
        lambda name: RunContainer(IMAGE, name, network=name),
        NotFound,
        "There is no network {name}.",
    ),
    "volume missing": ((), RemoveVolume, NotFound, "There is no volume {name}."),
    "running container": (
        (SLEEPER,),
        RemoveContainer,
        WrongState,
        "The container is running: the engine would not remove container {name}.",
    ),
    "paused already": ((SLEEPER, "pause {name}"), PauseContainer, WrongState, "is paused already"),
    "not paused": ((SLEEPER,), UnpauseContainer, WrongState, "is not paused"),
    "not running": (
        (f"create --name {{name}} {IMAGE}",),
        KillContainer,
        WrongState,
        "is not running: the engine would not kill {name}",
    ),
    "pausing what does not run": (
        (f"create --name {{name}} {IMAGE}",),
        PauseContainer,
        WrongState,
        "is not running",
    ),
    "network in use": (
        ("network create {name}", f"run -d --name {{name}} --network {{name}} {IMAGE} sleep 300"),
        RemoveNetwork,
        StillInUse,
        "Containers are still on the network {name}.",
    ),
    "volume in use": (
        (f"create --name {{name}} -v {{name}}:/a {IMAGE}",),
        RemoveVolume,
        StillInUse,
        "A container still uses the volume {name}: {name}.",
    ),
    "image in use": (
        (f"create --name {{name}}-0 {IMAGE}", "commit {name}-0 {name}:1", "create --name {name} {name}:1"),
        lambda name: RemoveImage(f"{name}:1"),
        StillInUse,
        "Container {name} was made from {name}:1.",
    ),
    "on the network already": (
        ("network create {name}", f"run -d --name {{name}} --network {{name}} {IMAGE} sleep 300"),
        lambda name: ConnectNetwork(name, name),
        WrongState,
        "{name} is on the network {name} already.",
    ),
    "not on the network": (
        ("network create {name}", SLEEPER),
        lambda name: DisconnectNetwork(name, name),
        WrongState,
        "is not on that network",
    ),
    "the engine's own network": ((), lambda _: RemoveNetwork("bridge"), EngineRefused, "own networks"),
    "no such program": (
        (),
        lambda name: RunContainer(IMAGE, name, command=("nothere",)),
        EngineRefused,
        "The program nothere is not in the image",
    ),
    "no valid image name": (
        (),
        lambda _: RunContainer("UPPER/x"),
        InvalidInput,
        "no valid name for an image",
    ),
    "no valid container name": (
        (),
        lambda _: RunContainer(IMAGE, "a b"),
        EngineRefused,
        "Invalid container name",
    ),
    "no valid mount": (
        (),
        lambda name: RunContainer(IMAGE, name, mounts=(VolumeMount("../x", "/a"),)),
        EngineRefused,
        "../x",
    ),
    "nothing named": ((), lambda _: StartContainer(""), InvalidInput, "Nothing was named"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_failure(failure: str, engine: Engine, docker: DockerCli, unique_name: str) -> None:
    before, command, kind, told = FAILURES[failure]
    for line in before:
        docker(*line.format(name=unique_name).split(" "), check=True)
    with pytest.raises(kind) as caught:
        engine.execute(command(unique_name))
    assert told.format(name=unique_name) in caught.value.message
    (entry,) = engine.ledger.entries
    assert (entry.state, entry.failure) == (EntryState.FAILED, caught.value.message)


def test_port_in_use_leaves_nothing_behind(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    docker("run", "-d", "--name", f"{unique_name}-1", "-p", "127.0.0.1::6379", "redis", check=True)
    (port,) = engine.container(f"{unique_name}-1").container.published_ports
    with pytest.raises(PortInUse) as caught:
        engine.execute(
            RunContainer(
                "redis", f"{unique_name}-2", ports=(PortMapping(6379, "tcp", "127.0.0.1", port.host_port),)
            )
        )
    assert caught.value.message == f"Port {port.host_port} is already in use on the engine's host."
    assert "removed again" in caught.value.hint
    assert docker("container", "inspect", f"{unique_name}-2").returncode != 0
    assert (
        docker.lines(
            "volume", "ls", "--quiet", "--filter", "dangling=true", "--filter", f"name={unique_name}"
        )
        == []
    )


def test_port_in_use_by_another_program(engine: Engine, engine_url: str, unique_name: str) -> None:
    if not engine_url.startswith("unix://"):
        pytest.skip("the engine's ports are those of another machine")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        with pytest.raises(PortInUse):
            engine.execute(
                RunContainer("redis", unique_name, ports=(PortMapping(6379, "tcp", "127.0.0.1", number),))
            )


@pytest.mark.parametrize(
    "command",
    [
        RunContainer("redis", "never"),
        RemoveContainer("never"),
        RemoveImage("redis"),
        CreateNetwork("never"),
        OpenShell("never", "sh"),
    ],
)
def test_read_only_changes_nothing(engine_url: str, docker: DockerCli, command: Command) -> None:
    engine = connect(host=engine_url, read_only=True)
    with pytest.raises(ReadOnly):
        engine.execute(command)
    (entry,) = engine.ledger.entries
    assert entry.state is EntryState.REFUSED
    assert docker("image", "inspect", "redis").returncode == 0
    assert docker("network", "inspect", "never").returncode != 0
    assert engine.containers() is not None
    engine.close()


def test_read_only_does_not_even_ask_the_engine(private_engine: Callable[[], PrivateEngine]) -> None:
    daemon = private_engine()
    engine = connect(host=daemon.url, read_only=True)
    daemon.stop()
    with pytest.raises(ReadOnly):
        engine.execute(CreateNetwork("never"))
    engine.close()


def test_engine_gone_and_back(private_engine: Callable[[], PrivateEngine]) -> None:
    daemon = private_engine()
    engine = connect(host=daemon.url)
    assert engine.containers() == ()
    daemon.stop()
    with pytest.raises(EngineGone) as caught:
        engine.containers()
    assert caught.value.hint
    with pytest.raises(EngineGone):
        engine.execute(CreateNetwork("lost"))
    daemon.start()
    engine.execute(CreateNetwork("found"))
    assert "found" in [network.name for network in engine.networks()]
    engine.close()


def test_reading_what_is_not_there(engine: Engine, unique_name: str) -> None:
    for read in (engine.container, engine.image, engine.network, engine.processes, engine.changes):
        with pytest.raises(NotFound):
            read(unique_name)


def test_processes_of_what_does_not_run(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    docker("create", "--name", unique_name, IMAGE, check=True)
    with pytest.raises(WrongState):
        engine.processes(unique_name)


def test_no_name_reaches_into_another_path(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    """A name is part of a path: one with dots or signs of its own must not turn it into another question."""
    docker("tag", IMAGE, unique_name, check=True)
    for name in ("..", "../info", "x?all=1", "x#y", "a/../../info", "%2e%2e/info", f"/{unique_name}/.."):
        with pytest.raises(EngineRefused):
            engine.container(name)
    for name in (f"../images/{unique_name}", f"%2e%2e/images/{unique_name}", f"./../images/{unique_name}"):
        with pytest.raises(EngineRefused):
            engine.execute(RemoveContainer(name))
    assert docker("image", "inspect", unique_name).returncode == 0
