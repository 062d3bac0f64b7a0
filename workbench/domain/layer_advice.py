"""Advice on the layers of an image: what makes each needlessly large, and the bytes that a fix would save."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.domain import advice_rules
from workbench.domain.advice_rules import LayerRule, rule_of_path
from workbench.domain.archive.layer_files import FileKind, LayerFiles
from workbench.domain.archive.paths import shown
from workbench.domain.dockerfile_ties import DockerfileLine
from workbench.domain.instructions import keyword
from workbench.domain.waste import Waste, WasteReason

_FILE = FileKind.FILE.value
_LEAST_BYTES = 1000
_LARGE_SHARE = 0.25
_LARGE_BYTES = 1_000_000
_EXAMPLES = 3
_SHOWN_DEPTH = 5
_RULES_OF_WASTE: Mapping[WasteReason, LayerRule] = {
    WasteReason.REMOVED: advice_rules.REMOVED,
    WasteReason.OVERWRITTEN: advice_rules.OVERWRITTEN,
    WasteReason.SAME_CONTENT: advice_rules.OWNER,
    WasteReason.WRITTEN_AGAIN: advice_rules.WRITTEN_AGAIN,
    WasteReason.DUPLICATE: advice_rules.DUPLICATE,
}
# Where a file was there before, the layer is to blame for writing it again, not for what the file is.
_BEFORE_ITS_PATH = frozenset({advice_rules.OWNER, advice_rules.WRITTEN_AGAIN})
_LARGE = LayerRule("large-layer", "the largest of its own layers; no needless file was found in it", "")


@dataclass(frozen=True, slots=True)
class LayerAdvice:
    """What is wrong with one layer (counted from 0), where it is written, and the bytes that a fix saves.

    Without a layer it is about the base image. The place is that of a Dockerfile's line, empty where none is
    known; the examples are paths.
    """

    layer: int | None
    rule: str
    reason: str
    fix: str
    saves_bytes: int
    file_count: int
    examples: tuple[str, ...]
    place: str = ""

    @property
    def where(self) -> str:
        """The line and the layer (counted from 1) as a person reads them."""
        layer = f"layer {self.layer + 1}" if self.layer is not None else "the base"
        return f"{self.place} ({layer})" if self.place else layer


@dataclass(slots=True)
class _Found:
    """The files of one layer that break one rule."""

    size_bytes: int = 0
    count: int = 0
    largest: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])

    def add(self, path: str, size_bytes: int) -> None:
        """Count a file."""
        self.size_bytes += size_bytes
        self.count += 1
        self.largest.append((-size_bytes, path))
        if len(self.largest) > 50 * _EXAMPLES:
            self.largest = sorted(self.largest)[:_EXAMPLES]


def layer_advice(
    layers: Sequence[LayerFiles], waste: Waste, lines: Mapping[int, DockerfileLine]
) -> tuple[LayerAdvice, ...]:
    """Advice on the layers above the base image's, what saves most first; each byte is counted once.

    The lines are those of the Dockerfile by layer.
    """
    found: list[LayerAdvice] = []
    hidden: dict[int, dict[str, LayerRule]] = {}
    for layer, each in waste.entries:
        if layer >= waste.base_layer_count and each.reason in _RULES_OF_WASTE:
            hidden.setdefault(layer, {})[each.path] = _RULES_OF_WASTE[each.reason]
    for number in range(waste.base_layer_count, len(layers)):
        line = lines.get(number)
        found += _of_layer(number, layers[number], hidden.get(number, {}), line)
    advised = {each.layer for each in found if each.layer is not None}
    found += _large(layers, waste.base_layer_count, advised, lines)
    return tuple(sorted(found, key=lambda each: -each.saves_bytes))


def _of_layer(
    number: int, layer: LayerFiles, hidden: Mapping[str, LayerRule], line: DockerfileLine | None
) -> Iterator[LayerAdvice]:
    word = keyword(layer.created_by)
    is_copy = word in ("COPY", "ADD")
    from_context = is_copy and (line is None or line.instruction.flag("from") is None)
    by_rule: dict[LayerRule, _Found] = {}
    files = layer.files
    for path, kind, size_bytes in zip(files.paths, files.kinds, files.sizes, strict=True):
        if kind != _FILE or not size_bytes:
            continue
        name = shown(path)
        rule = hidden.get(name)
        if rule not in _BEFORE_ITS_PATH:
            rule = rule_of_path(name, word, from_context=from_context) or rule
        if rule is not None:
            by_rule.setdefault(rule, _Found()).add(name, size_bytes)
    for rule, found in by_rule.items():
        if found.size_bytes >= _LEAST_BYTES:
            yield LayerAdvice(
                number,
                rule.name,
                rule.reason,
                rule.fix,
                found.size_bytes,
                found.count,
                tuple(path for _, path in sorted(found.largest)[:_EXAMPLES]),
                line.place if line is not None else "",
            )


def _large(
    layers: Sequence[LayerFiles], start: int, advised: set[int], lines: Mapping[int, DockerfileLine]
) -> Iterator[LayerAdvice]:
    """The layers that weigh most and break no rule: what in them is large."""
    own_bytes = sum(each.size_bytes for each in layers[start:])
    for number in range(start, len(layers)):
        layer = layers[number]
        is_large = layer.size_bytes >= max(_LARGE_BYTES, _LARGE_SHARE * own_bytes)
        if number in advised or not is_large:
            continue
        line = lines.get(number)
        place = line.place if line is not None else ""
        folders = _largest_folders(layer)
        yield LayerAdvice(number, _LARGE.name, _LARGE.reason, _LARGE.fix, 0, len(layer.files), folders, place)


def _largest_folders(layer: LayerFiles) -> tuple[str, ...]:
    """Where most of a layer's bytes are, none of the folders in another."""
    sums: dict[bytes, int] = {}
    for path, size_bytes in zip(layer.files.paths, layer.files.sizes, strict=True):
        folder = b"/".join(path.split(b"/")[:-1][:_SHOWN_DEPTH])
        sums[folder] = sums.get(folder, 0) + size_bytes
    largest = sorted(sums.items(), key=lambda pair: -pair[1])[:_EXAMPLES]
    return tuple(f"{shown(folder)}/" for folder, size_bytes in largest if size_bytes)
