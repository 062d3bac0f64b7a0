"""Reads an image's files and says what of them is waste, for whoever shows both."""

from dataclasses import dataclass

from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.cancellation import Cancellation
from workbench.domain.waste import Waste, find_waste
from workbench.engine.engine import Engine
from workbench.services.read_files import FilesCache, Report, ignore, read_files


@dataclass(frozen=True, slots=True)
class ImageStudy:
    """An image read to its last file, with its waste."""

    image: ImageFiles
    waste: Waste


def study_image(
    engine: Engine,
    reference: str,
    base_layer_count: int = 0,
    *,
    report: Report = ignore,
    cancel: Cancellation | None = None,
    cache: FilesCache | None = None,
) -> ImageStudy:
    """Read an image of which the first so many layers are its base's; raises what `read_files` raises."""
    image = read_files(engine, reference, report=report, cancel=cancel, cache=cache)
    return ImageStudy(image, find_waste(image.layers, base_layer_count))
