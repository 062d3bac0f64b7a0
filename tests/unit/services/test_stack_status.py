"""How a stack stands is told service by service."""

from dataclasses import replace

from tests.unit.services.stack_values import (
    APP,
    REDIS,
    REDIS_IMAGE,
    container,
    engine,
    made_by,
    stack,
    standing,
    with_container,
)
from workbench.domain.commands import BuildImage, RunContainer
from workbench.domain.containers import ContainerState
from workbench.domain.stacks import Service
from workbench.services.stacks.observed import Observed
from workbench.services.stacks.stack_status import status_of


def test_a_stack_that_stands_is_up() -> None:
    status = status_of(stack(), standing(stack()))
    assert status.is_up
    assert [each.differences for each in status.services] == [(), ()]
    assert [each.container.name for each in status.services if each.container] == [
        "shop-web-1",
        "shop-redis-1",
    ]
    assert status.networks_present == ("shop-net",)


def test_what_is_missing_says_what_must_be_done_first() -> None:
    app = replace(APP, build=BuildImage("/apps/shop", "Dockerfile", "shop:1"))
    status = status_of(stack(app, REDIS), engine(replace(REDIS_IMAGE, tags=("x:1",))))
    assert not status.is_up
    assert status.networks_present == ()
    assert [each.differences for each in status.services] == [
        ("the image shop:1 must be built first",),
        ("the image redis must be pulled first",),
    ]


def test_a_name_that_another_container_has() -> None:
    before = with_container(engine(), made_by(RunContainer("redis", "shop-redis-1"), REDIS_IMAGE.id))
    assert status_of(stack(), before).services[1].differences == (
        "another container has the name shop-redis-1",
    )


def test_what_rests_and_what_changed_are_told() -> None:
    before = standing(stack())
    paused = replace(container(before, "shop-redis-1"), state=ContainerState.PAUSED)
    after: Observed = with_container(before, paused)
    status = status_of(stack(replace(APP, user="1000"), REDIS), after)
    assert [each.differences for each in status.services] == [("its settings changed",), ("it is paused",)]


def test_containers_that_no_service_asks_for_are_orphans() -> None:
    status = status_of(stack(), standing(stack(APP, REDIS, Service("old", "redis"))))
    assert [each.name for each in status.orphans] == ["shop-old-1"]
