"""The layer forest: all images as trees in which a shared run of layers stands once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.layers import ForestImage, ForestNode


@dataclass(frozen=True, slots=True)
class ForestTotals:
    """All images together; what is stored counts a shared layer once, the sum counts it for each image."""

    image_count: int
    dangling_count: int
    used_count: int
    stored_bytes: int
    summed_bytes: int


def layer_forest(images: Sequence[ForestImage]) -> tuple[ForestNode, ...]:
    """All images as a forest over their diff ids; every run that the same images share is one node."""
    by_id = {image.id: image for image in images}
    return _nodes(by_id.values(), 0)


def forest_totals(forest: Sequence[ForestNode]) -> ForestTotals:
    """How many images there are, and how large they are together."""
    nodes = list(_all_nodes(forest))
    images = images_of(forest)
    return ForestTotals(
        image_count=len(images),
        dangling_count=sum(not image.names for image in images),
        used_count=sum(image.in_use for image in images),
        stored_bytes=sum(node.size_bytes for node in nodes),
        summed_bytes=sum(sum(image.layer_sizes_bytes) for image in images),
    )


def images_of(forest: Sequence[ForestNode]) -> tuple[ForestImage, ...]:
    """All images of a forest."""
    return tuple(image for node in _all_nodes(forest) for image in node.images)


def _all_nodes(forest: Sequence[ForestNode]) -> Iterator[ForestNode]:
    waiting = list(forest)
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.children)


def _nodes(images: Iterable[ForestImage], depth: int) -> tuple[ForestNode, ...]:
    """The nodes that begin at this depth, for images that are alike in all layers before it."""
    groups: dict[str, list[ForestImage]] = {}
    for image in images:
        # An image without a layer stands alone, so that none is left out.
        key = image.diff_ids[depth] if depth < len(image.diff_ids) else ""
        groups.setdefault(key, []).append(image)
    return tuple(sorted((_node(group, depth) for group in groups.values()), key=_place))


def _node(images: Sequence[ForestImage], depth: int) -> ForestNode:
    first = images[0]
    end = _run_end(images, depth)
    here = [image for image in images if len(image.diff_ids) == end]
    further = [image for image in images if len(image.diff_ids) > end]
    return ForestNode(
        diff_ids=first.diff_ids[depth:end],
        layer_sizes_bytes=first.layer_sizes_bytes[depth:end],
        images=tuple(sorted(here, key=_name)),
        children=_nodes(further, end) if further else (),
        instructions=first.instructions[depth:end],
    )


def _run_end(images: Sequence[ForestImage], depth: int) -> int:
    """Where the run that begins at this depth ends: an image ends there, or they part."""
    end = min(len(image.diff_ids) for image in images)
    runs = [image.diff_ids[depth:end] for image in images]
    # What the first and the last in order share, all between them share too.
    for offset, (one, other) in enumerate(zip(min(runs), max(runs), strict=True)):
        if one != other:
            return depth + offset
    return end


def _name(image: ForestImage) -> tuple[bool, str]:
    return (not image.names, image.names[0] if image.names else image.id)


def _place(node: ForestNode) -> tuple[bool, str]:
    """Trees in the order of the first name found in them, nameless ones last."""
    return min([*map(_name, node.images), *map(_place, node.children)])
