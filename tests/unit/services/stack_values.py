"""Stacks and readings for the tests of planning."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from workbench.domain.commands import CreateNetwork, RunContainer
from workbench.domain.containers import (
    Container,
    ContainerDetail,
    ContainerState,
    Health,
    Mount,
    NetworkMembership,
    PortMapping,
)
from workbench.domain.health import HealthCheck
from workbench.domain.images import Image
from workbench.domain.inventory import Inventory
from workbench.domain.networks import Network
from workbench.domain.proofs import Probe
from workbench.domain.stacks import (
    Condition,
    Dependency,
    Plan,
    RunStep,
    Service,
    ServiceNetwork,
    Stack,
    StackNetwork,
    WaitForAnswer,
    WaitUntilReady,
)
from workbench.services.stacks.observed import Observed
from workbench.services.stacks.plan_up import plan

MADE_AT = datetime(2024, 1, 1, tzinfo=UTC)
NETWORK = Network("net-1", "shop-net", "bridge", "local", False, None)
REDIS_IMAGE = Image("sha256:r1", ("redis:latest",), (), MADE_AT, 1)
APP_IMAGE = Image("sha256:a1", ("shop:1",), (), MADE_AT, 1)
REDIS = Service(
    "redis",
    "redis",
    networks=(ServiceNetwork("net"),),
    health_check=HealthCheck(("CMD", "redis-cli", "ping")),
)
APP = Service(
    "web",
    "shop:1",
    ports=(PortMapping(5000, "tcp", "127.0.0.1", 5000),),
    networks=(ServiceNetwork("net"),),
    depends_on=(Dependency("redis", Condition.HEALTHY),),
)


def stack(*services: Service) -> Stack:
    """A stack `shop` of these services, Redis and an app if none is given."""
    return Stack(
        name="shop",
        folder=Path("/apps/shop"),
        source="/apps/shop/compose.yaml",
        services=services or (APP, REDIS),
        networks=(StackNetwork("net", "shop-net"),),
        app_service="web",
        probe=Probe("/health"),
    )


def engine(*images: Image) -> Observed:
    """An engine that has nothing but images."""
    return Observed(Inventory(images=images or (REDIS_IMAGE, APP_IMAGE)))


def made_by(run: RunContainer, image_id: str) -> Container:
    """The container that a command would leave."""
    network = (NetworkMembership(run.network, NETWORK.id),) if run.network else ()
    return Container(
        id=f"id-of-{run.name}",
        name=run.name,
        image=run.image,
        image_id=image_id,
        command="",
        created_at=MADE_AT,
        state=ContainerState.RUNNING,
        status="Up",
        health=Health.HEALTHY,
        ports=run.ports,
        networks=network,
        labels=run.labels,
    )


def detail_of(container: Container, exit_code: int | None = None, *mounts: Mount) -> ContainerDetail:
    """The container in full."""
    return ContainerDetail(
        container=container,
        started_at=None,
        finished_at=None,
        exit_code=exit_code,
        out_of_memory=False,
        error="",
        restart_count=0,
        restart_policy="",
        process_id=0,
        user="",
        working_directory="",
        entrypoint=(),
        arguments=(),
        environment=(),
        mounts=mounts,
        has_tty=False,
        memory_limit_bytes=0,
        log_driver="",
    )


def runs_of(planned: Plan) -> tuple[RunContainer, ...]:
    """The containers that a plan runs."""
    commands = (step.command for step in planned.steps if isinstance(step, RunStep))
    return tuple(command for command in commands if isinstance(command, RunContainer))


def standing(asked: Stack, observed: Observed | None = None) -> Observed:
    """The engine after the stack was brought up on it."""
    before = observed or engine()
    made = tuple(made_by(run, before.image_id(run.image)) for run in runs_of(plan(asked, before)))
    networks = tuple(
        replace(NETWORK, name=step.command.name, labels=step.command.labels)
        for step in plan(asked, before).steps
        if isinstance(step, RunStep) and isinstance(step.command, CreateNetwork)
    )
    inventory = replace(before.inventory, containers=made, networks=(*before.inventory.networks, *networks))
    return replace(before, inventory=inventory)


def with_container(observed: Observed, container: Container) -> Observed:
    """The engine with this container in place of that of the same name, or besides."""
    others = tuple(each for each in observed.inventory.containers if each.name != container.name)
    return replace(observed, inventory=replace(observed.inventory, containers=(*others, container)))


def container(observed: Observed, name: str) -> Container:
    """The container of that name."""
    found = observed.inventory.container(name)
    assert found is not None
    return found


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
