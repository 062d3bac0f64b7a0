"""Brings a stack up and down on an engine: the plan first, then its steps, and how it stands."""

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.containers import Container, ContainerDetail
from workbench.domain.errors import NotFound
from workbench.domain.inventory import Inventory
from workbench.domain.stacks import Plan, Stack, StackStatus, StepState
from workbench.services.engine_place import remote_host
from workbench.services.stacks import plan_down as down
from workbench.services.stacks import plan_up as up
from workbench.services.stacks.carry_out import Report, carry_out, progress_line, refuse_read_only
from workbench.services.stacks.observed import Observed, containers_of
from workbench.services.stacks.stack_status import status_of

if TYPE_CHECKING:
    from workbench.engine.engine import Engine

__all__ = [
    "Report",
    "StepState",
    "carry_out",
    "plan_down",
    "plan_up",
    "progress_line",
    "refuse_read_only",
    "stack_status",
]


def plan_up(engine: "Engine", stack: Stack) -> Plan:
    """The steps that bring the stack up, none where all stands as asked; nothing is changed yet.

    Raises NameTaken or PortInUse where another container is in the way, NotFound where an external network or
    volume is missing, ComposeError where services depend on one another in a circle.
    """
    return up.plan(stack, observe(engine, stack))


def plan_down(engine: "Engine", stack: Stack, *, with_volumes: bool = False) -> Plan:
    """The steps that take down what the workbench made for the stack; named volumes only if asked for."""
    return down.plan(stack, observe(engine, stack), with_volumes=with_volumes)


def stack_status(engine: "Engine", stack: Stack, inventory: Inventory | None = None) -> StackStatus:
    """How the stack stands; with an inventory at hand the engine is asked about ended containers alone."""
    return status_of(stack, observe(engine, stack, inventory))


def observe(engine: "Engine", stack: Stack, inventory: Inventory | None = None) -> Observed:
    """One reading of what matters to the stack; all of its containers in full where none is at hand."""
    listed = inventory or Inventory(engine.containers(), engine.images(), engine.networks(), engine.volumes())
    observed = Observed(listed, engine_host=remote_host(engine))
    wanted = (each for each in containers_of(stack, observed) if inventory is None or not each.is_running)
    details = (_detail(engine, each) for each in wanted)
    return replace(observed, details=tuple(detail for detail in details if detail is not None))


def _detail(engine: "Engine", container: Container) -> ContainerDetail | None:
    """A container in full, None if it was removed meanwhile."""
    try:
        return engine.container(container.id)
    except NotFound:
        return None
