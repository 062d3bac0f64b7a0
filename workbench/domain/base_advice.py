"""Finds a smaller sister of an image's base among the local images, and what it would save."""

from collections.abc import Iterable, Sequence

from workbench.domain.dockerfile_ties import DockerfileLine
from workbench.domain.layer_advice import LayerAdvice
from workbench.domain.layers import ForestImage, HistoryTree

_LEAST_SHARE = 0.1
_BUILDS = "-dev"
_PREFERRED = "-slim"
"""The same system with less in it: what an app needs is most likely there."""


def smaller_base(
    tree: HistoryTree, images: Sequence[ForestImage], lines: Iterable[DockerfileLine | None]
) -> LayerAdvice | None:
    """Advice to start from a smaller image of the same name that is here; None where there is none.

    What it saves is measured: both images' sizes are known.
    """
    if not tree.bases:
        return None
    base_bytes = sum(step.size_bytes for part in tree.bases for step in part.steps)
    names = tree.bases[-1].image_names
    sisters = [
        (name, sum(each.layer_sizes_bytes))
        for each in images
        for name in each.names
        if _is_sister(names, name)
    ]
    smaller = [(name, total) for name, total in sisters if total < base_bytes * (1 - _LEAST_SHARE)]
    if not smaller:
        return None
    name, total = min(smaller, key=lambda pair: (not pair[0].endswith(_PREFERRED), pair[1]))
    first = next((line for line in lines if line is not None), None)
    return LayerAdvice(
        layer=None,
        rule="smaller-base",
        reason=f"the base {names[0]} brings more than most apps run with",
        fix=f"Start from {name}, which is here, or copy the result into a stage that does.",
        saves_bytes=base_bytes - total,
        file_count=0,
        examples=(),
        place=f"{first.dockerfile}:{first.stage.line}" if first is not None else "",
    )


def _is_sister(names: Iterable[str], other: str) -> bool:
    """Whether an image is of the same repository and version, with less in it by its name."""
    for name in names:
        repository, _, tag = name.rpartition(":")
        sister, _, sister_tag = other.rpartition(":")
        if not repository or sister != repository or _BUILDS in sister_tag:
            continue
        if sister_tag.startswith(f"{tag}-") or tag == f"{sister_tag}{_BUILDS}":
            return True
    return False
