"""Reads an image's files, says what of them is waste, and what would make the image smaller."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.base_advice import smaller_base
from workbench.domain.cancellation import Cancellation
from workbench.domain.dockerfile_ties import DockerfileLine
from workbench.domain.layer_advice import LayerAdvice, layer_advice
from workbench.domain.layers import ForestImage
from workbench.domain.waste import Waste, find_waste
from workbench.engine.engine import Engine
from workbench.services.read_files import FilesCache, Report, ignore, read_files
from workbench.services.read_layers import ImageHistory


@dataclass(frozen=True, slots=True)
class ImageStudy:
    """An image read to its last file, with its waste, and advice that saves most first."""

    image: ImageFiles
    waste: Waste
    advice: tuple[LayerAdvice, ...]


def study_image(
    engine: Engine,
    reference: str,
    history: ImageHistory,
    *,
    report: Report = ignore,
    cancel: Cancellation | None = None,
    cache: FilesCache | None = None,
) -> ImageStudy:
    """Read an image whose history is known; raises what `read_files` raises."""
    image = read_files(engine, reference, report=report, cancel=cancel, cache=cache)
    # Where the reading broke off, the engine may be gone: to ask it more would lose what was read.
    return study_files(image, history, () if image.failure else engine.forest_images())


def study_files(
    image: ImageFiles, history: ImageHistory, local_images: Sequence[ForestImage] = ()
) -> ImageStudy:
    """Study an image that was read, beside the other images that are here."""
    waste = find_waste(image.layers, history.tree.base_layer_count)
    base = smaller_base(history.tree, local_images, history.lines)
    found = layer_advice(image.layers, waste, _lines_by_layer(history))
    advice = [*found, base] if base is not None else [*found]
    advice.sort(key=lambda each: -each.saves_bytes)
    return ImageStudy(image, waste, tuple(advice))


def _lines_by_layer(history: ImageHistory) -> dict[int, DockerfileLine]:
    """The Dockerfile's line of each layer that has one."""
    found: dict[int, DockerfileLine] = {}
    layer = -1
    for step, line in zip(history.tree.steps, history.lines, strict=True):
        layer += not step.is_empty
        if line is not None and not step.is_empty:
            found[layer] = line
    return found
