"""Reads the networks and volumes of a compose file."""

from dataclasses import dataclass

from workbench.domain.stacks import StackNetwork, StackVolume
from workbench.services.compose.dependencies import DEFAULT_NETWORK
from workbench.services.compose.nodes import Fields, Node, expected
from workbench.services.compose.values import Section, labels_of, yes_or_no


@dataclass(frozen=True, slots=True)
class _Named:
    """What a network and a volume have in common."""

    name: str
    is_external: bool
    labels: tuple[tuple[str, str], ...]


def read_networks(node: Node | None, project: str, ignored: list[str]) -> tuple[StackNetwork, ...]:
    """All networks of the file, and the default one that every project has."""
    found: list[StackNetwork] = []
    for key, each in _entries(node, "networks").items():
        section = Section(each, "a mapping", ignored)
        named = _named(section, key, project, ignored)
        driver, internal = section.text("driver") or "bridge", section.flag("internal")
        section.leave()
        found.append(StackNetwork(key, named.name, driver, internal, named.is_external, named.labels))
    if all(network.key != DEFAULT_NETWORK for network in found):
        found.append(StackNetwork(DEFAULT_NETWORK, f"{project}_{DEFAULT_NETWORK}"))
    return tuple(found)


def read_volumes(node: Node | None, project: str, ignored: list[str]) -> tuple[StackVolume, ...]:
    """All named volumes of the file."""
    found: list[StackVolume] = []
    for key, each in _entries(node, "volumes").items():
        section = Section(each, "a mapping", ignored)
        named = _named(section, key, project, ignored)
        section.passes("driver", "local", "")
        section.leave()
        found.append(StackVolume(key, named.name, named.is_external, named.labels))
    return tuple(found)


def _entries(node: Node | None, what: str) -> dict[str, Node]:
    match node:
        case None:
            return {}
        case Fields(_, entries):
            return entries
        case _:
            raise expected(node, f"a mapping of {what}")


def _named(section: Section, key: str, project: str, ignored: list[str]) -> _Named:
    name, external = section.text("name"), section.take("external")
    is_external = False
    if isinstance(external, Fields):
        # The form of older files, in which the name stood inside.
        older = Section(external, "true or false", ignored)
        name, is_external = older.text("name") or name, True
        older.leave()
    elif external is not None:
        is_external = yes_or_no(external)
    default = key if is_external else f"{project}_{key}"
    return _Named(name or default, is_external, labels_of(section.take("labels")))
