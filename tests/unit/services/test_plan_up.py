"""A plan holds only what differs from what stands, in the order of what depends on what."""

from dataclasses import replace

import pytest

from tests.unit.services.stack_values import (
    APP,
    APP_IMAGE,
    MADE_AT,
    NETWORK,
    REDIS,
    REDIS_IMAGE,
    container,
    detail_of,
    engine,
    made_by,
    runs_of,
    stack,
    standing,
    with_container,
)
from workbench.domain.commands import BuildImage, RunContainer, VolumeMount
from workbench.domain.containers import Container, ContainerState, Mount, NetworkMembership, PortMapping
from workbench.domain.errors import NameTaken, NotFound, PortInUse
from workbench.domain.health import HealthCheck
from workbench.domain.images import Image
from workbench.domain.stacks import (
    Condition,
    Dependency,
    Plan,
    RunStep,
    Service,
    ServiceNetwork,
    StackNetwork,
    StackVolume,
    WaitForAnswer,
    WaitUntilReady,
)
from workbench.services.stacks.observed import Observed
from workbench.services.stacks.plan_up import plan


def told(planned: Plan) -> list[str]:
    """The steps of a plan, a line each."""
    lines: list[str] = []
    for step in planned.steps:
        match step:
            case RunStep(command):
                lines.append(command.summary)
            case WaitUntilReady(service, _, condition):
                lines.append(f"wait until {service} is {condition.value}")
            case WaitForAnswer(_, _, url):
                lines.append(f"wait for {url}")
    return lines


def without_networks(observed: Observed) -> Observed:
    """The engine after somebody removed its networks."""
    return replace(observed, inventory=replace(observed.inventory, networks=()))


def test_from_nothing_all_is_made_in_order() -> None:
    assert told(plan(stack(), engine())) == [
        "create network shop-net",
        "run shop-redis-1 from redis",
        "wait until redis is service_healthy",
        "run shop-web-1 from shop:1",
        "wait for http://127.0.0.1:5000/health",
    ]


def test_what_stands_needs_nothing() -> None:
    assert plan(stack(), standing(stack())).steps == ()


def test_containers_carry_the_labels_of_compose() -> None:
    labels = dict(runs_of(plan(stack(), engine()))[0].labels)
    assert labels["com.docker.compose.project"] == "shop"
    assert labels["com.docker.compose.service"] == "redis"
    assert labels["com.docker.compose.container-number"] == "1"
    assert labels["com.docker.compose.oneoff"] == "False"
    assert labels["com.docker.compose.project.working_dir"] == "/apps/shop"
    assert labels["com.docker.compose.project.config_files"] == "/apps/shop/compose.yaml"
    assert labels["com.docker.compose.config-hash"]


def test_services_are_found_under_their_names_on_each_network() -> None:
    asked = replace(
        stack(replace(REDIS, networks=(ServiceNetwork("net", ("cache",)), ServiceNetwork("back")))),
        networks=(StackNetwork("net", "shop-net"), StackNetwork("back", "shop-back")),
    )
    planned = plan(asked, engine())
    assert "connect shop-redis-1 to shop-back" in told(planned)
    assert runs_of(planned)[0].network_aliases == ("redis", "cache")


def test_missing_images_are_brought_before_anything_else() -> None:
    build = BuildImage("/apps/shop", "Dockerfile", "shop:1")
    planned = plan(stack(replace(APP, build=build), REDIS), engine(replace(APP_IMAGE, tags=("x:1",))))
    assert told(planned)[:3] == ["pull redis", "build shop:1 from Dockerfile", "create network shop-net"]


@pytest.mark.parametrize("tag", ["redis:latest", "docker.io/library/redis:latest", "localhost/redis:latest"])
def test_an_image_is_found_by_any_of_its_names(tag: str) -> None:
    planned = plan(stack(), engine(replace(REDIS_IMAGE, tags=(tag,)), APP_IMAGE))
    assert not any(line.startswith("pull") for line in told(planned))


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


def test_volumes_are_created_before_the_services() -> None:
    planned = plan(replace(stack(), volumes=(StackVolume("data", "shop_data"),)), engine())
    assert told(planned)[1] == "create volume shop_data"


def test_warnings_begin_with_what_is_not_carried_out() -> None:
    asked = replace(stack(), ignored=("services.web.deploy",), warnings=("Mind the gap.",))
    before = standing(stack(APP, REDIS, Service("old", "redis")))
    assert plan(asked, before).warnings == (
        "Not carried out: services.web.deploy",
        "Mind the gap.",
        "shop-old-1 is of shop, but no service asks for it any more.",
    )


def answer(port: PortMapping, engine_host: str = "") -> WaitForAnswer | None:
    """The wait for the answer of an app that publishes this port."""
    asked = stack(replace(APP, ports=(port,)), REDIS)
    last = plan(asked, replace(engine(), engine_host=engine_host)).steps[-1]
    return last if isinstance(last, WaitForAnswer) else None


@pytest.mark.parametrize(
    ("address", "engine_host", "url"),
    [
        ("0.0.0.0", "", "http://127.0.0.1:80/health"),
        ("::1", "", "http://[::1]:80/health"),
        ("0.0.0.0", "far.example", "http://far.example:80/health"),
        ("192.0.2.1", "far.example", "http://192.0.2.1:80/health"),
    ],
)
def test_the_app_is_asked_where_it_is_published(address: str, engine_host: str, url: str) -> None:
    asked = answer(PortMapping(5000, "tcp", address, 80), engine_host)
    assert asked is not None
    assert asked.url == url


def test_a_port_that_the_engine_chooses_is_read_later() -> None:
    asked = answer(PortMapping(5000, "tcp", "127.0.0.1", None))
    assert asked is not None
    assert (asked.url, asked.container_port) == ("http://127.0.0.1/health", 5000)


def test_an_app_on_the_loopback_of_another_machine_is_not_asked() -> None:
    assert answer(PortMapping(5000, "tcp", "127.0.0.1", 80), "far.example") is None


def test_waiting_for_health_lasts_as_long_as_the_check_may() -> None:
    slow = replace(REDIS, health_check=replace(_check(), interval_seconds=60.0, retries=5))
    waits = [each for each in plan(stack(APP, slow), engine()).steps if isinstance(each, WaitUntilReady)]
    assert waits[0].timeout_seconds >= 300


def _check() -> HealthCheck:
    assert REDIS.health_check is not None
    return REDIS.health_check
