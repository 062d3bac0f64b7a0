"""The layer forest as the nodes of a tree: a shared run of layers stands once."""

from __future__ import annotations

from collections.abc import Sequence

from screens.widgets.spans import Span
from screens.widgets.tree_nodes import TreeNode
from workbench.domain.layers import ForestImage, ForestNode
from workbench.formatting import count, size


def forest_nodes(forest: Sequence[ForestNode]) -> list[TreeNode]:
    """One tree for each first layer; heavier trees come first."""
    return [_node(each, "") for each in sorted(forest, key=_whole_size, reverse=True)]


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
    trailing = (Span(f"{size(node.size_bytes):>9}"),)
    children = [_node(child, key) for child in sorted(node.children, key=_whole_size, reverse=True)]
    if len(node.images) == 1:
        [image] = node.images
        stands = f"  +{layers}" + (f", {_shared_by(node)}" if children else "")
        return TreeNode(key, (*_image_label(image), Span(stands, "muted")), children or None, image, trailing)
    leaves = [TreeNode(f"{key}/{each.id}", _image_label(each), None, each) for each in node.images]
    label = (Span(f"{layers} ", ""), Span(_shared_by(node), "muted"))
    return TreeNode(key, label, [*leaves, *children], None, trailing)


def _key(node: ForestNode, under: str) -> str:
    """The way from the root by the first layer of each run: siblings differ in it, and may end alike."""
    return f"{under}/{node.diff_ids[0] if node.diff_ids else 'empty'}"


def _shared_by(node: ForestNode) -> str:
    return f"shared by {count(node.image_count, 'image')}"


def _image_label(image: ForestImage) -> tuple[Span, ...]:
    name = ", ".join(image.names) if image.names else f"{image.id.removeprefix('sha256:')[:12]} (no tag)"
    used = (Span(" ● in use", "good"),) if image.in_use else ()
    return (Span(name, "accent" if image.names else "warn"), *used)
