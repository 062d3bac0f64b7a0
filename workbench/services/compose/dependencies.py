"""Reads which services a service waits for, and which networks it joins."""

from workbench.domain.stacks import Condition, Dependency, ServiceNetwork
from workbench.services.compose.nodes import Fields, Node, Scalar, expected
from workbench.services.compose.scope import Scope
from workbench.services.compose.values import Section, items_of, text_of, texts

DEFAULT_NETWORK = "default"


def read_dependencies(node: Node | None, ignored: list[str]) -> tuple[Dependency, ...]:
    """The services that must be so far first."""
    match node:
        case None:
            return ()
        case Fields(_, entries):
            return tuple(_dependency(name, each, ignored) for name, each in entries.items())
        case _:
            named = items_of(node, "a list or a mapping of services")
            return tuple(Dependency(text_of(each)) for each in named)


def _dependency(name: str, node: Node, ignored: list[str]) -> Dependency:
    section = Section(node, "a mapping with a condition", ignored)
    wanted = section.take("condition")
    section.passes("required", "true")
    section.passes("restart", "false")
    section.leave()
    if wanted is None:
        return Dependency(name)
    try:
        return Dependency(name, Condition(text_of(wanted)))
    except ValueError as error:
        raise expected(wanted, "one of " + ", ".join(each.value for each in Condition)) from error


def read_memberships(node: Node | None, scope: Scope) -> tuple[ServiceNetwork, ...]:
    """The networks that a service joins; with none named it joins the default one."""
    match node:
        case None:
            return (ServiceNetwork(DEFAULT_NETWORK),)
        case Fields(_, entries):
            joined = [(each, _membership(key, each, scope.ignored)) for key, each in entries.items()]
        case _:
            named = items_of(node, "a list or a mapping of networks")
            joined = [(each, ServiceNetwork(text_of(each))) for each in named]
    for each, membership in joined:
        if membership.key not in scope.networks:
            hint = "Name it under the file's `networks:`."
            raise each.place.complain(
                f'joins the network "{membership.key}", which the file does not define', hint
            )
    return tuple(membership for _, membership in joined) or (ServiceNetwork(DEFAULT_NETWORK),)


def _membership(key: str, node: Node, ignored: list[str]) -> ServiceNetwork:
    if isinstance(node, Scalar) and node.text is None:
        return ServiceNetwork(key)
    section = Section(node, "a mapping with aliases", ignored)
    aliases = section.take("aliases")
    section.leave()
    return ServiceNetwork(key, () if aliases is None else texts(aliases))
