"""Commands leave the same behind on both engines."""

from dataclasses import replace

import pytest

from tests.engine.contract.sleeper import sleeper
from tests.tools.waiting import wait_until
from workbench.domain.commands import (
    Command,
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
    StartContainer,
    StopContainer,
    TagImage,
    UnpauseContainer,
    VolumeMount,
)
from workbench.domain.containers import ContainerState, PortMapping
from workbench.domain.errors import (
    StillInUse,
)
from workbench.engine.engine import Engine


def state_of(door: Engine, name: str) -> ContainerState | None:
    return next((each.state for each in door.containers() if each.name == name), None)


def wait_for_state(door: Engine, name: str, state: ContainerState) -> None:
    wait_until(lambda: state_of(door, name) is state, what=f"{name} is {state.value}")


def test_a_container_goes_through_its_states(door: Engine, unique_name: str) -> None:
    door.execute(sleeper(unique_name))
    steps: list[tuple[Command, ContainerState]] = [
        (PauseContainer(unique_name), ContainerState.PAUSED),
        (UnpauseContainer(unique_name), ContainerState.RUNNING),
        (StopContainer(unique_name, 0), ContainerState.EXITED),
        (StartContainer(unique_name), ContainerState.RUNNING),
        (RestartContainer(unique_name, 0), ContainerState.RUNNING),
        (KillContainer(unique_name), ContainerState.EXITED),
    ]
    for command, state in steps:
        door.execute(command)
        wait_for_state(door, unique_name, state)
    assert door.container(unique_name).exit_code == 137
    door.execute(RemoveContainer(unique_name))
    assert state_of(door, unique_name) is None


def test_a_run_leaves_what_it_was_asked_for(door: Engine, unique_name: str) -> None:
    door.execute(CreateNetwork(unique_name, labels=(("purpose", "contract"),)))
    door.execute(
        replace(
            sleeper(unique_name),
            environment=(("MODE", "plain"),),
            network=unique_name,
            network_aliases=("store",),
            labels=(("purpose", "contract"),),
            restart_policy="unless-stopped",
            ports=(PortMapping(8000, "tcp", "127.0.0.1", None),),
            mounts=(VolumeMount(unique_name, "/data"),),
            working_directory="/tmp",
            user="65534",
        )
    )
    detail = door.container(unique_name)
    container = detail.container
    assert container.state is ContainerState.RUNNING
    assert container.label("purpose") == "contract"
    assert ("MODE", "plain") in detail.environment
    assert detail.restart_policy == "unless-stopped"
    assert (detail.working_directory, detail.user) == ("/tmp", "65534")
    assert [(mount.kind, mount.source, mount.target) for mount in detail.mounts] == [
        ("volume", unique_name, "/data")
    ]
    [place] = container.networks
    assert place.network_name == unique_name
    assert "store" in place.aliases
    assert place.ip_address
    [port] = [each for each in container.ports if each.is_published]
    assert (port.container_port, port.host_ip) == (8000, "127.0.0.1")
    members = door.network(unique_name).members
    assert members is not None
    assert [each.container_name for each in members] == [unique_name]
    listed = next(each for each in door.containers() if each.name == unique_name)
    assert listed.id == container.id
    assert listed.image == "debian:bookworm-slim"


def test_a_network_is_joined_and_left(door: Engine, unique_name: str) -> None:
    door.execute(CreateNetwork(unique_name))
    door.execute(sleeper(unique_name))
    door.execute(ConnectNetwork(unique_name, unique_name, ("other",)))
    joined = door.container(unique_name).container.networks
    assert {place.network_name for place in joined} == {"bridge", unique_name}
    with pytest.raises(StillInUse):
        door.execute(RemoveNetwork(unique_name))
    door.execute(DisconnectNetwork(unique_name, unique_name))
    door.execute(RemoveNetwork(unique_name))
    assert unique_name not in {each.name for each in door.networks()}


def test_a_volume_in_use_stays(door: Engine, unique_name: str) -> None:
    door.execute(CreateVolume(unique_name))
    door.execute(replace(sleeper(unique_name), mounts=(VolumeMount(unique_name, "/data"),)))
    with pytest.raises(StillInUse):
        door.execute(RemoveVolume(unique_name))
    door.execute(RemoveContainer(unique_name, force=True))
    door.execute(RemoveVolume(unique_name))
    assert unique_name not in {each.name for each in door.volumes()}


def test_an_image_is_tagged_kept_by_its_containers_and_untagged(door: Engine, unique_name: str) -> None:
    tag = f"{unique_name}:1"
    door.execute(TagImage("debian:bookworm-slim", tag))
    tagged = next(image for image in door.images() if tag in image.tags)
    assert "debian:bookworm-slim" in tagged.tags
    detail = door.image(tag)
    assert detail.image.id == tagged.id
    assert len([step for step in detail.history if not step.is_empty]) == len(detail.diff_ids)
    door.execute(RemoveImage(tag))
    assert not [image for image in door.images() if tag in image.tags]
