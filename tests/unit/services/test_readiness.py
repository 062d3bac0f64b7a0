"""One reading of a container tells whether it is so far, may become so, or never will."""

from contextlib import closing
from dataclasses import replace

import pytest

from tests.unit.services.stack_values import REDIS_IMAGE, detail_of, made_by
from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import RunContainer
from workbench.domain.containers import ContainerDetail, ContainerState, Health
from workbench.domain.errors import NotReady
from workbench.domain.stacks import Condition, WaitUntilReady
from workbench.embedded import EmbeddedEngine
from workbench.engine.connect import connect
from workbench.engine.engine import Engine
from workbench.services.stacks.readiness import Readiness, judge
from workbench.services.stacks.waiting import wait_until_ready

STARTED, HEALTHY, COMPLETED = Condition.STARTED, Condition.HEALTHY, Condition.COMPLETED
RUNNING, EXITED, CREATED = ContainerState.RUNNING, ContainerState.EXITED, ContainerState.CREATED
WAITING, READY, FAILED = Readiness.WAITING, Readiness.READY, Readiness.FAILED


@pytest.mark.parametrize(
    ("state", "health", "exit_code", "condition", "readiness"),
    [
        (RUNNING, Health.NONE, None, STARTED, READY),
        (CREATED, Health.NONE, None, STARTED, WAITING),
        (EXITED, Health.NONE, 0, STARTED, READY),
        (EXITED, Health.NONE, 3, STARTED, FAILED),
        (RUNNING, Health.HEALTHY, None, HEALTHY, READY),
        (RUNNING, Health.STARTING, None, HEALTHY, WAITING),
        (RUNNING, Health.UNHEALTHY, None, HEALTHY, FAILED),
        (RUNNING, Health.NONE, None, HEALTHY, FAILED),
        (EXITED, Health.HEALTHY, 0, HEALTHY, FAILED),
        (ContainerState.RESTARTING, Health.NONE, None, HEALTHY, WAITING),
        (ContainerState.PAUSED, Health.HEALTHY, None, HEALTHY, WAITING),
        (RUNNING, Health.NONE, None, COMPLETED, WAITING),
        (EXITED, Health.NONE, 0, COMPLETED, READY),
        (EXITED, Health.NONE, 137, COMPLETED, FAILED),
        (ContainerState.DEAD, Health.NONE, None, STARTED, FAILED),
    ],
)
def test_readiness(
    state: ContainerState,
    health: Health,
    exit_code: int | None,
    condition: Condition,
    readiness: Readiness,
) -> None:
    seen = replace(made_by(RunContainer("redis", "x"), REDIS_IMAGE.id), state=state, health=health)
    assert judge(detail_of(seen, exit_code), condition).readiness is readiness


def test_a_container_restarted_over_and_over_fails() -> None:
    detail = detail_of(made_by(RunContainer("redis", "x"), REDIS_IMAGE.id))
    looping = replace(detail, restart_count=4)
    assert judge(looping, STARTED).readiness is FAILED
    assert judge(looping, STARTED, restarts_before=4).readiness is READY


def test_a_check_that_did_not_run_yet_is_waited_for() -> None:
    seen = replace(made_by(RunContainer("redis", "x"), REDIS_IMAGE.id), health=Health.NONE)
    detail = replace(detail_of(seen), health_command=("CMD", "true"))
    assert judge(detail, HEALTHY).readiness is WAITING


def test_why_a_service_is_not_ready_is_told_where_its_last_check_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The engine's refusal to show the container once more stood in place of what had happened.
    with EmbeddedEngine(speed=0) as embedded, closing(connect(host=embedded.url)) as engine:
        engine.execute(RunContainer("redis", "store"))
        inspect, inspected = Engine.container, list[str]()

        def container(engine: Engine, reference: str) -> ContainerDetail:
            inspected.append(reference)
            if len(inspected) == 3:
                embedded.faults.fail_next(f"/containers/{reference}/json")
            return inspect(engine, reference)

        monkeypatch.setattr(Engine, "container", container)
        with pytest.raises(NotReady, match="store has no health check") as caught:
            wait_until_ready(engine, WaitUntilReady("store", "store", HEALTHY), print, Cancellation())
        assert len(inspected) == 3
    assert "Its log ends:" in caught.value.message
