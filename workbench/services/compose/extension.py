"""Reads `x-workbench:`, what a compose file tells the workbench and no other program."""

from dataclasses import dataclass

from workbench.services.compose.nodes import Fields, Node, Place, expected
from workbench.services.compose.values import Section, filled_in, pairs


@dataclass(frozen=True, slots=True)
class VariantEntry:
    """One variant as the file names it; empty means that the default holds."""

    name: str
    place: Place
    dockerfile: str = ""
    tag: str = ""
    target: str = ""
    build_arguments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Extension:
    """The whole of `x-workbench:`."""

    app: str = ""
    probe: str = "/"
    variants: tuple[VariantEntry, ...] = ()


def read_extension(node: Node | None, environment: dict[str, str], ignored: list[str]) -> Extension:
    """What the section says; raises ComposeError."""
    if node is None:
        return Extension()
    section = Section(node, "a mapping with app, probe or variants", ignored)
    app, probe, variants = section.text("app"), section.take("probe"), section.take("variants")
    section.leave()
    path = "/" if probe is None else section.text("probe")
    if probe is not None and not path.startswith("/"):
        raise expected(probe, "a path such as /health")
    if variants is not None and not isinstance(variants, Fields):
        raise expected(variants, "a mapping of variants")
    entries = {} if variants is None else variants.entries
    return Extension(
        app, path, tuple(_variant(name, each, environment, ignored) for name, each in entries.items())
    )


def _variant(name: str, node: Node, environment: dict[str, str], ignored: list[str]) -> VariantEntry:
    section = Section(node, "a mapping with dockerfile, tag, target or args", ignored)
    arguments = section.take("args")
    entry = VariantEntry(
        name,
        node.place,
        section.text("dockerfile"),
        section.text("tag"),
        section.text("target"),
        () if arguments is None else filled_in(pairs(arguments), environment),
    )
    section.leave()
    return entry
