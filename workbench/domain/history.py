"""The history tree: which steps of an image come from which base image, and which are its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.domain.images import ImageDetail
from workbench.domain.layers import BasePart, ForestImage, HistoryStep, HistoryTree

_BASE_DIGEST, _BASE_NAME = "org.opencontainers.image.base.digest", "org.opencontainers.image.base.name"


@dataclass(frozen=True, slots=True)
class _Base:
    """Local images that are one and the same prefix of an image's layers."""

    images: tuple[ForestImage, ...]
    layer_count: int


def base_images(detail: ImageDetail, candidates: Sequence[ForestImage]) -> tuple[ForestImage, ...]:
    """The named local images whose layers are a proper prefix of this image's, innermost first."""
    layers = detail.diff_ids
    found = [
        each
        for each in candidates
        if each.names
        and each.id != detail.image.id
        and 0 < len(each.diff_ids) < len(layers)
        and layers[: len(each.diff_ids)] == each.diff_ids
    ]
    return tuple(sorted(found, key=lambda each: (len(each.diff_ids), each.names)))


def history_tree(
    detail: ImageDetail,
    candidates: Sequence[ForestImage],
    base_histories: Mapping[str, Sequence[HistoryStep]] | None = None,
) -> HistoryTree:
    """The image's steps told apart by the local images that they come from.

    A layer says by itself where it belongs; an empty step does not. The histories of the base images, by
    image id, tell how many empty steps are theirs; where one is not known its part ends with its last layer.
    """
    parts: list[BasePart] = []
    start = 0
    for base in _grouped(base_images(detail, candidates)):
        end = max(start, _end(detail.history, base, base_histories or {}))
        names = tuple(dict.fromkeys(name for image in base.images for name in image.names))
        parts.append(BasePart(names, base.images[0].id, detail.history[start:end]))
        start = end
    labels = dict(detail.image.labels)
    return HistoryTree(
        detail.image.name, detail.image.size_bytes, tuple(parts), detail.history[start:], told_base(labels)
    )


def told_base(labels: Mapping[str, str]) -> str:
    """The base image that the labels of the OCI image-spec name; empty where they name none."""
    name, digest = labels.get(_BASE_NAME, ""), labels.get(_BASE_DIGEST, "")
    return f"{name}@{digest}" if name and digest else name or digest


def _grouped(images: Sequence[ForestImage]) -> list[_Base]:
    counts = dict.fromkeys(len(image.diff_ids) for image in images)
    return [_Base(tuple(each for each in images if len(each.diff_ids) == n), n) for n in counts]


def _end(
    history: Sequence[HistoryStep], base: _Base, base_histories: Mapping[str, Sequence[HistoryStep]]
) -> int:
    """How many steps are the base's; of several images with the same layers, the longest match."""
    known = [base_histories[image.id] for image in base.images if image.id in base_histories]
    matching = [len(steps) for steps in known if _begins_with(history, steps)]
    return max(matching, default=_end_by_layers(history, base.layer_count))


def _begins_with(history: Sequence[HistoryStep], steps: Sequence[HistoryStep]) -> bool:
    return len(steps) <= len(history) and all(
        (ours.created_by, ours.diff_id) == (theirs.created_by, theirs.diff_id)
        for ours, theirs in zip(history, steps, strict=False)
    )


def _end_by_layers(history: Sequence[HistoryStep], layer_count: int) -> int:
    seen = 0
    for index, step in enumerate(history, 1):
        seen += not step.is_empty
        if seen == layer_count:
            return index
    return len(history)
