"""A plan makes what is not there, in the order of what depends on what."""

from dataclasses import replace

import pytest

from tests.unit.services.stack_values import (
    APP,
    APP_IMAGE,
    REDIS,
    REDIS_IMAGE,
    engine,
    runs_of,
    stack,
    standing,
    told,
)
from workbench.domain.commands import BuildImage
from workbench.domain.containers import PortMapping
from workbench.domain.health import HealthCheck
from workbench.domain.stacks import (
    Service,
    ServiceNetwork,
    StackNetwork,
    StackVolume,
    WaitForAnswer,
    WaitUntilReady,
)
from workbench.services.stacks.plan_up import plan


def test_from_nothing_all_is_made_in_order() -> None:
    assert told(plan(stack(), engine())) == [
        "create network shop-net",
        "run shop-redis-1 from redis",
        "wait until redis is service_healthy",
        "run shop-web-1 from shop:1",
        "wait for http://127.0.0.1:5000/health",
    ]


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


def test_volumes_are_created_before_the_services() -> None:
    planned = plan(replace(stack(), volumes=(StackVolume("data", "shop_data"),)), engine())
    assert told(planned)[1] == "create volume shop_data"


def test_warnings_begin_with_what_is_not_carried_out() -> None:
    ignored = ("services.web.deploy", "services.web.old.deploy", "x", "services.redis.tmpfs")
    asked = replace(
        stack(APP, REDIS, Service("web.old", "redis")), ignored=ignored, warnings=("Mind the gap.",)
    )
    before = standing(stack(APP, REDIS, Service("old", "redis")))
    assert plan(asked, before).warnings == (
        "Not carried out, so redis starts without: tmpfs",
        "Not carried out, so web starts without: deploy",
        "Not carried out, so web.old starts without: deploy",
        "Not carried out: x",
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
