"""Taking a stack down removes what the workbench made for it, and nothing else."""

from dataclasses import replace

from tests.unit.services.stack_values import (
    APP,
    NETWORK,
    REDIS,
    REDIS_IMAGE,
    container,
    detail_of,
    engine,
    made_by,
    stack,
    standing,
    with_container,
)
from workbench.domain.commands import RunContainer
from workbench.domain.containers import Mount
from workbench.domain.networks import Volume
from workbench.domain.stacks import Plan, RunStep, Service
from workbench.services.stacks.labels import volume_labels
from workbench.services.stacks.plan_down import plan


def told(planned: Plan) -> list[str]:
    """The commands of a plan, a line each."""
    return [step.command.line for step in planned.steps if isinstance(step, RunStep)]


def test_all_that_up_made_goes_the_last_started_first() -> None:
    assert told(plan(stack(), standing(stack()))) == [
        "docker stop shop-web-1",
        "docker rm -v shop-web-1",
        "docker stop shop-redis-1",
        "docker rm -v shop-redis-1",
        "docker network rm shop-net",
    ]


def test_only_anonymous_volumes_that_are_there_are_said_to_be_lost() -> None:
    before = standing(stack())
    mounts = (
        Mount("volume", "ab" * 32, "/data"),
        Mount("bind", "/etc", "/x"),
        Mount("volume", "named", "/y"),
    )
    details = (
        detail_of(container(before, "shop-web-1"), None, *mounts[1:]),
        detail_of(container(before, "shop-redis-1"), None, *mounts),
    )
    planned = plan(stack(), replace(before, details=details))
    assert "docker rm shop-web-1" in told(planned)
    assert "docker rm -v shop-redis-1" in told(planned)
    assert [loss for loss in planned.destroys if "volume" in loss] == [
        "the anonymous volumes of shop-redis-1"
    ]


def test_where_nothing_stands_nothing_is_done() -> None:
    assert plan(stack(), engine()).steps == ()


def test_what_no_service_asks_for_any_more_goes_too() -> None:
    before = standing(stack(APP, REDIS, Service("old", "redis")))
    assert told(plan(stack(), before))[0] == "docker stop shop-old-1"


def test_what_others_made_stays() -> None:
    labels = (
        ("com.docker.compose.project", "shop"),
        ("com.docker.compose.service", "redis"),
        ("com.docker.compose.project.working_dir", "/apps/shop"),
    )
    before = with_container(engine(), made_by(RunContainer("redis", "theirs", labels=labels), REDIS_IMAGE.id))
    before = with_container(before, made_by(RunContainer("redis", "foreign"), REDIS_IMAGE.id))
    before = replace(before, inventory=replace(before.inventory, networks=(NETWORK,)))
    planned = plan(stack(), before)
    assert planned.steps == ()
    assert planned.warnings == ("theirs stays: Compose made it, and `docker compose down` removes it.",)


def test_a_stack_of_the_same_name_in_another_folder_stays() -> None:
    other = replace(stack(), folder=stack().folder / "other")
    assert plan(other, standing(stack())).steps == ()


def test_a_network_that_others_use_stays() -> None:
    guest = made_by(RunContainer("redis", "guest", network="shop-net"), REDIS_IMAGE.id)
    planned = plan(stack(), with_container(standing(stack()), guest))
    assert "docker network rm shop-net" not in told(planned)
    assert planned.warnings == ("The network shop-net stays: guest is on it.",)


def test_volumes_go_only_when_asked_for() -> None:
    before = standing(stack())
    volumes = (
        Volume("shop_data", "local", "", None, labels=volume_labels(stack(), "data")),
        Volume("theirs", "local", "", None),
    )
    before = replace(before, inventory=replace(before.inventory, volumes=volumes))
    assert not any("volume" in line for line in told(plan(stack(), before)))
    planned = plan(stack(), before, with_volumes=True)
    assert told(planned)[-1] == "docker volume rm shop_data"
    assert "all data in volume shop_data" in planned.destroys


def test_a_volume_kept_over_a_replacement_goes_with_its_container() -> None:
    name = "a" * 64
    labels = (
        ("workbench.stack", "shop"),
        ("workbench.folder", "/apps/shop"),
        ("workbench.kept-volumes", name),
    )
    before = with_container(engine(), made_by(RunContainer("redis", "kept", labels=labels), REDIS_IMAGE.id))
    before = replace(before, inventory=replace(before.inventory, volumes=(Volume(name, "local", "", None),)))
    assert told(plan(stack(), before)) == [
        "docker stop kept",
        "docker rm -v kept",
        f"docker volume rm {name}",
    ]
