"""Tells from one reading of a container whether it is so far."""

from dataclasses import dataclass
from enum import Enum

from workbench.domain.containers import ContainerDetail, ContainerState, Health
from workbench.domain.stacks import Condition

_RESTARTS_AT_MOST = 3


class Readiness(Enum):
    """How far a container is."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a container is, and in words what it does."""

    readiness: Readiness
    words: str


def judge(detail: ContainerDetail, condition: Condition, restarts_before: int = 0) -> Verdict:
    """Whether a container meets a condition, may still meet it, or no longer can."""
    state, exit_code = detail.container.state, detail.exit_code
    if detail.restart_count - restarts_before >= _RESTARTS_AT_MOST:
        return Verdict(Readiness.FAILED, "ends and is restarted over and over")
    if state in (ContainerState.EXITED, ContainerState.DEAD):
        return _ended(exit_code, condition)
    if condition is Condition.COMPLETED:
        return Verdict(Readiness.WAITING, f"is {state.value}")
    if state is not ContainerState.RUNNING:
        return Verdict(Readiness.WAITING, f"is {state.value}")
    if condition is Condition.STARTED:
        return Verdict(Readiness.READY, "runs")
    return _health(detail)


def _ended(exit_code: int | None, condition: Condition) -> Verdict:
    words = f"ended with exit code {exit_code}"
    ended_well = exit_code == 0 and condition is not Condition.HEALTHY
    return Verdict(Readiness.READY if ended_well else Readiness.FAILED, words)


def _health(detail: ContainerDetail) -> Verdict:
    has_check = bool(detail.health_command) and detail.health_command[0] != "NONE"
    match detail.container.health:
        case Health.HEALTHY:
            return Verdict(Readiness.READY, "is healthy")
        case Health.UNHEALTHY:
            return Verdict(Readiness.FAILED, "is unhealthy")
        case Health.NONE if not has_check:
            return Verdict(Readiness.FAILED, "has no health check that could tell when it is ready")
        case _:
            return Verdict(Readiness.WAITING, "is not healthy yet")
