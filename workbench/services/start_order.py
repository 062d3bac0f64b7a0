"""Puts the services of a stack into the order in which they start."""

from graphlib import CycleError, TopologicalSorter

from workbench.domain.errors import ComposeError
from workbench.domain.stacks import Service, Stack


def start_order(stack: Stack) -> tuple[Service, ...]:
    """The services, each after those that it depends on; raises ComposeError where they go in a circle."""
    by_name = {each.name: each for each in stack.services}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for service in stack.services:
        sorter.add(service.name, *(each.service for each in service.depends_on))
    try:
        order = tuple(sorter.static_order())
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        raise ComposeError(
            f"The services of {stack.name} depend on one another in a circle: {circle}.",
            "Take one of these out of its depends_on.",
        ) from error
    return tuple(by_name[name] for name in order if name in by_name)
