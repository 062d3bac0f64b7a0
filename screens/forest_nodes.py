"""The layer forest as the nodes of a tree: a shared run stands once, and unfolds into its layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from screens.widgets.filter_bar import has_all, searched_text, wanted_words
from screens.widgets.spans import Span
from screens.widgets.tree_nodes import TreeNode
from workbench.domain.instructions import readable_instruction
from workbench.domain.layers import ForestImage, ForestNode
from workbench.formatting import count, size


@dataclass(frozen=True, slots=True)
class ImageInForest:
    """An image, what removing it would free, and how many others stand on its own last layers."""

    image: ForestImage
    frees_bytes: int
    stands_on_it: int = 0


@dataclass(frozen=True, slots=True)
class LayerInForest:
    """One layer of a run."""

    diff_id: str
    size_bytes: int
    instruction: str
    image_count: int


def forest_nodes(forest: Sequence[ForestNode]) -> list[TreeNode]:
    """One tree for each first layer; heavier trees come first."""
    return [_node(each, "") for each in sorted(forest, key=_whole_size, reverse=True)]


def matching_nodes(nodes: Sequence[TreeNode], words: str) -> list[TreeNode]:
    """The nodes of images whose names have all the words, and of the runs below them, as they were."""
    wanted, found = wanted_words(words), list[TreeNode]()
    for node in nodes:
        known = () if node.children is None or callable(node.children) else node.children
        below = [each for each in known if isinstance(each, TreeNode)]
        kept = matching_nodes(below, words)
        names = node.data.image.names or (node.data.image.id,) if isinstance(node.data, ImageInForest) else ()
        if kept or (names and has_all(wanted, searched_text(*names))):
            layers = [each for each in below if callable(each.children)]
            found.append(replace(node, children=[*layers, *kept] or None))
    return found


def branch_keys(forest: Sequence[ForestNode], under: str = "") -> list[str]:
    """The keys of all nodes that others stand on, roots first."""
    keys: list[str] = []
    for node in forest:
        if node.children or len(node.images) > 1:
            key = _key(node, under)
            keys += [key, *branch_keys(node.children, key)]
    return keys


def _whole_size(node: ForestNode) -> int:
    return node.size_bytes + sum(_whole_size(child) for child in node.children)


def _node(node: ForestNode, under: str) -> TreeNode:
    key = _key(node, under)
    layers = count(len(node.diff_ids), "layer")
    children = [_node(child, key) for child in sorted(node.children, key=_whole_size, reverse=True)]
    is_one = len(node.diff_ids) == 1 and len(node.images) != 1
    run = [_run(key, node)] if node.diff_ids and not is_one else []
    if len(node.images) == 1:
        [image] = node.images
        stands = f"  +{layers}" + (f", {_shared_by(node)}" if children else "")
        data = ImageInForest(image, node.frees_bytes, node.image_count - 1)
        label = (*_image_label(image), Span(stands, "muted"))
        return TreeNode(key, label, [*run, *children] or None, data, _weight(node))
    leaves = [
        TreeNode(f"{key}/{each.id}", _image_label(each), None, ImageInForest(each, 0)) for each in node.images
    ]
    label = (Span(f"{layers} "), Span(_shared_by(node), "muted"))
    only = _layer(node, 0) if is_one else None
    if only is not None:
        label = (*label, Span(f"  {_instruction(only)}", "muted"))
    return TreeNode(key, label, [*run, *leaves, *children], only, _weight(node))


def _weight(node: ForestNode) -> tuple[Span, ...]:
    """The size of a run, and whether it goes with its image."""
    frees = Span("frees ", "muted") if node.frees_bytes else Span("")
    return (frees, Span(f"{size(node.size_bytes):>8}", "good" if node.frees_bytes else ""))


def _run(key: str, node: ForestNode) -> TreeNode:
    """The layers of a run one by one, made when they are unfolded."""
    label = (Span(count(len(node.diff_ids), "layer") + " one by one", "muted"),)
    return TreeNode(f"{key}/layers", label, lambda: _layers(key, node))


def _layers(key: str, node: ForestNode) -> list[TreeNode]:
    found: list[TreeNode] = []
    for index in range(len(node.diff_ids)):
        layer = _layer(node, index)
        digits = layer.diff_id.removeprefix("sha256:")[:12]
        label = (Span(f"{digits} ", "muted"), Span(_instruction(layer)))
        trailing = (Span(f"{size(layer.size_bytes):>8}"),)
        found.append(TreeNode(f"{key}/layers/{index}", label, None, layer, trailing))
    return found


def _layer(node: ForestNode, index: int) -> LayerInForest:
    sizes, told = node.layer_sizes_bytes, node.instructions
    return LayerInForest(
        node.diff_ids[index],
        sizes[index] if index < len(sizes) else 0,
        told[index] if index < len(told) else "",
        node.image_count,
    )


def _instruction(layer: LayerInForest) -> str:
    return " ".join(readable_instruction(layer.instruction).split()) or "(no instruction is told)"


def _key(node: ForestNode, under: str) -> str:
    """The way from the root by the first layer of each run: siblings differ in it, and may end alike."""
    return f"{under}/{node.diff_ids[0] if node.diff_ids else 'empty'}"


def _shared_by(node: ForestNode) -> str:
    return f"shared by {count(node.image_count, 'image')}"


def _image_label(image: ForestImage) -> tuple[Span, ...]:
    name = ", ".join(image.names) if image.names else f"{image.id.removeprefix('sha256:')[:12]} (dangling)"
    used = (Span(" ● in use", "good"),) if image.in_use else ()
    return (Span(name, "accent" if image.names else "warn"), *used)
