"""A plan for a stack that stands in part changes only what differs."""

from dataclasses import replace

import pytest

from tests.unit.services.stack_values import (
    APP,
    APP_IMAGE,
    MADE_AT,
    REDIS,
    REDIS_IMAGE,
    container,
    detail_of,
    engine,
    made_by,
    runs_of,
    stack,
    standing,
    told,
    with_container,
)
from workbench.domain.commands import VolumeMount
from workbench.domain.containers import ContainerState, Mount, NetworkMembership
from workbench.domain.images import Image
from workbench.domain.stacks import (
    Condition,
    Dependency,
    RunStep,
    Service,
    ServiceNetwork,
)
from workbench.services.stacks.observed import Observed
from workbench.services.stacks.plan_up import plan


def without_networks(observed: Observed) -> Observed:
    """The engine after somebody removed its networks."""
    return replace(observed, inventory=replace(observed.inventory, networks=()))


def test_what_stands_needs_nothing() -> None:
    assert plan(stack(), standing(stack())).steps == ()


def test_another_variant_replaces_the_app_alone() -> None:
    other = Image("sha256:a2", ("shop:2",), (), MADE_AT, 1)
    before = standing(stack(), engine(REDIS_IMAGE, APP_IMAGE, other))
    planned = plan(stack(replace(APP, image="shop:2"), REDIS), before)
    assert told(planned) == [
        "wait until redis is service_healthy",
        "stop shop-web-1",
        "remove container shop-web-1",
        "run shop-web-1 from shop:2",
        "wait for http://127.0.0.1:5000/health",
    ]
    reasons = {step.reason for step in planned.steps if isinstance(step, RunStep)}
    assert reasons == {"it runs shop:1, shop:2 is asked for"}


def test_an_image_built_anew_replaces_its_container() -> None:
    before = standing(stack())
    images = (REDIS_IMAGE, replace(APP_IMAGE, id="sha256:a9"))
    planned = plan(stack(), replace(before, inventory=replace(before.inventory, images=images)))
    assert [run.name for run in runs_of(planned)] == ["shop-web-1"]


def test_an_untagged_image_does_not_disturb_a_running_container() -> None:
    before = standing(stack())
    images = (replace(REDIS_IMAGE, tags=()), APP_IMAGE)
    assert plan(stack(), replace(before, inventory=replace(before.inventory, images=images))).steps == ()


def test_changed_settings_replace_the_container() -> None:
    planned = plan(stack(replace(APP, environment=(("A", "1"),)), REDIS), standing(stack()))
    assert [run.name for run in runs_of(planned)] == ["shop-web-1"]


def test_a_renamed_container_gives_way_to_the_new_name() -> None:
    planned = plan(stack(replace(APP, container_name="web"), REDIS), standing(stack()))
    assert told(planned)[1:4] == ["stop shop-web-1", "remove container shop-web-1", "run web from shop:1"]


@pytest.mark.parametrize(
    ("state", "line"),
    [
        (ContainerState.EXITED, "start shop-redis-1"),
        (ContainerState.CREATED, "start shop-redis-1"),
        (ContainerState.PAUSED, "unpause shop-redis-1"),
    ],
)
def test_what_rests_goes_on(state: ContainerState, line: str) -> None:
    before = standing(stack())
    planned = plan(stack(), with_container(before, replace(container(before, "shop-redis-1"), state=state)))
    assert told(planned) == [
        line,
        "wait until redis is service_healthy",
        "wait for http://127.0.0.1:5000/health",
    ]


def test_a_dead_container_is_replaced() -> None:
    before = standing(stack())
    dead = replace(container(before, "shop-redis-1"), state=ContainerState.DEAD)
    lines = told(plan(stack(), with_container(before, dead)))
    assert lines[:2] == ["remove container shop-redis-1", "run shop-redis-1 from redis"]


def test_a_network_made_anew_is_joined_again_without_losing_the_container() -> None:
    before = standing(stack())
    stopped = replace(container(before, "shop-redis-1"), state=ContainerState.EXITED)
    lines = told(plan(stack(), without_networks(with_container(before, stopped))))
    assert lines[:4] == [
        "create network shop-net",
        "disconnect shop-redis-1 from shop-net",
        "connect shop-redis-1 to shop-net",
        "start shop-redis-1",
    ]


def test_a_container_taken_off_its_network_joins_it_again() -> None:
    before = standing(stack())
    alone = replace(container(before, "shop-redis-1"), networks=(NetworkMembership("bridge", "b"),))
    assert told(plan(stack(), with_container(before, alone)))[0] == "connect shop-redis-1 to shop-net"


def test_anonymous_volumes_outlive_a_replacement() -> None:
    before = standing(stack())
    name = "a" * 64
    mounts = (Mount("volume", name, "/data"), Mount("volume", "named", "/x"), Mount("bind", "/etc", "/etc"))
    details = (detail_of(container(before, "shop-redis-1"), None, *mounts),)
    changed = stack(APP, replace(REDIS, command=("redis-server", "--save")))
    planned = plan(changed, replace(before, details=details))
    (run,) = runs_of(planned)
    assert run.mounts == (VolumeMount(name, "/data"),)
    assert dict(run.labels)["workbench.kept-volumes"] == name
    after = with_container(before, made_by(run, REDIS_IMAGE.id))
    assert plan(changed, after).steps == ()


def test_a_finished_job_is_not_run_again() -> None:
    job = Service("job", "redis", networks=(ServiceNetwork("net"),))
    web = replace(APP, depends_on=(Dependency("job", Condition.COMPLETED),))
    before = standing(stack(web, job))
    ended = replace(container(before, "shop-job-1"), state=ContainerState.EXITED)
    after = with_container(before, ended)
    assert plan(stack(web, job), replace(after, details=(detail_of(ended, 0),))).steps == ()
    failed = plan(stack(web, job), replace(after, details=(detail_of(ended, 1),)))
    assert told(failed)[0] == "start shop-job-1"
