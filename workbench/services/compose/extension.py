"""Reads `x-workbench:`, what a compose file tells the workbench and no other program."""

from dataclasses import dataclass

from workbench.domain.proofs import DEFAULT_PROBE, Probe
from workbench.domain.sizes import parse_size
from workbench.services.compose.nodes import Fields, Node, Place, expected
from workbench.services.compose.values import Section, filled_in, pairs, seconds, text_of, whole_number


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
    probe: Probe = DEFAULT_PROBE
    variants: tuple[VariantEntry, ...] = ()
    budgets: tuple[tuple[str, int], ...] = ()


def read_extension(node: Node | None, environment: dict[str, str], ignored: list[str]) -> Extension:
    """What the section says; raises ComposeError."""
    if node is None:
        return Extension()
    section = Section(node, "a mapping with app, probe, budgets or variants", ignored)
    app, probe, variants = section.text("app"), section.take("probe"), section.take("variants")
    budgets = section.take("budgets")
    section.leave()
    if variants is not None and not isinstance(variants, Fields):
        raise expected(variants, "a mapping of variants")
    entries = {} if variants is None else variants.entries
    return Extension(
        app,
        DEFAULT_PROBE if probe is None else _probe(probe, ignored),
        tuple(_variant(name, each, environment, ignored) for name, each in entries.items()),
        () if budgets is None else _budgets(budgets),
    )


def _probe(node: Node, ignored: list[str]) -> Probe:
    """A path alone, or a mapping of what is asked and what must come back."""
    if not isinstance(node, Fields):
        return Probe(_path(node))
    section = Section(node, "a path, or a mapping with path, status, text or timeout", ignored)
    path, status, timeout = section.take("path"), section.take("status"), section.take("timeout")
    text = section.text("text")
    section.leave()
    return Probe(
        "/" if path is None else _path(path),
        None if status is None else whole_number(status),
        text,
        DEFAULT_PROBE.timeout_seconds if timeout is None else seconds(timeout),
    )


def _path(node: Node) -> str:
    path = text_of(node)
    if not path.startswith("/"):
        raise expected(node, "a path such as /health")
    return path


def _budgets(node: Node) -> tuple[tuple[str, int], ...]:
    """The largest size of each variant that is named, in bytes."""
    if not isinstance(node, Fields):
        raise expected(node, "a mapping of variants to sizes, as `slim: 200MB`")
    return tuple((name, _size(each)) for name, each in node.entries.items())


def _size(node: Node) -> int:
    try:
        return parse_size(text_of(node))
    except ValueError as error:
        raise expected(node, "a size such as 100MB") from error


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
