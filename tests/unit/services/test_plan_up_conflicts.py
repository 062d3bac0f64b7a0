"""What is in the way of a stack, or missing, is found out before anything is changed."""

from dataclasses import replace

import pytest

from tests.unit.services.stack_values import (
    NETWORK,
    REDIS_IMAGE,
    engine,
    made_by,
    runs_of,
    stack,
    with_container,
)
from workbench.domain.commands import RunContainer
from workbench.domain.containers import Container, NetworkMembership, PortMapping
from workbench.domain.errors import NameTaken, NotFound, PortInUse
from workbench.domain.stacks import (
    StackNetwork,
    StackVolume,
)
from workbench.services.stacks.plan_up import plan


def foreign(name: str, labels: tuple[tuple[str, str], ...] = (), *ports: PortMapping) -> Container:
    """A running container that the workbench did not make."""
    run = RunContainer("redis", name, ports=ports, labels=labels)
    return made_by(run, REDIS_IMAGE.id)


def test_a_foreign_container_with_the_name_is_found_out_early() -> None:
    with pytest.raises(NameTaken, match="shop did not make") as caught:
        plan(stack(), with_container(engine(), foreign("shop-redis-1")))
    assert "container_name" in caught.value.hint


def test_a_stack_of_the_same_name_in_another_folder_is_another_one() -> None:
    elsewhere = (
        ("com.docker.compose.project", "shop"),
        ("com.docker.compose.service", "redis"),
        ("com.docker.compose.project.working_dir", "/other/shop"),
    )
    with pytest.raises(NameTaken, match="/other/shop"):
        plan(stack(), with_container(engine(), foreign("shop-redis-1", elsewhere)))


def test_a_container_that_compose_made_is_taken_as_it_is() -> None:
    of_compose = (
        ("com.docker.compose.project", "shop"),
        ("com.docker.compose.service", "redis"),
        ("com.docker.compose.project.working_dir", "/apps/shop"),
        ("com.docker.compose.config-hash", "theirs"),
    )
    standing_redis = replace(
        foreign("shop-redis-1", of_compose), networks=(NetworkMembership("shop-net", NETWORK.id),)
    )
    before = with_container(engine(), standing_redis)
    before = replace(before, inventory=replace(before.inventory, networks=(NETWORK,)))
    assert [run.name for run in runs_of(plan(stack(), before))] == ["shop-web-1"]


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::"])
def test_a_port_that_a_foreign_container_publishes_is_found_out_early(address: str) -> None:
    other = foreign("other", (), PortMapping(80, "tcp", address, 5000))
    with pytest.raises(PortInUse, match="container other"):
        plan(stack(), with_container(engine(), other))


def test_a_foreign_container_on_another_port_or_address_is_no_trouble() -> None:
    other = foreign(
        "other",
        (),
        PortMapping(80, "udp", "127.0.0.1", 5000),
        PortMapping(81, "tcp", "127.0.0.2", 5000),
        PortMapping(82, "tcp", "127.0.0.1", 5001),
    )
    assert plan(stack(), with_container(engine(), other)).steps


def test_what_is_external_must_be_there() -> None:
    network = replace(stack(), networks=(StackNetwork("net", "theirs", external=True),))
    with pytest.raises(NotFound, match="network theirs") as caught:
        plan(network, engine())
    assert "docker network create theirs" in caught.value.hint
    with pytest.raises(NotFound, match="volume data"):
        plan(replace(stack(), volumes=(StackVolume("data", "data", external=True),)), engine())
