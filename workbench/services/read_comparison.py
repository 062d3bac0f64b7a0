"""Reads two images of an engine and compares them."""

from dataclasses import replace

from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.cancellation import Cancellation
from workbench.domain.image_diff import ImageDiff, image_diff
from workbench.engine.engine import Engine
from workbench.services.read_files import FilesCache, Report, ignore, read_files


def read_comparison(
    engine: Engine,
    before: str,
    after: str,
    *,
    report: Report = ignore,
    cancel: Cancellation | None = None,
    cache: FilesCache | None = None,
) -> ImageDiff:
    """What the second image has, against the first.

    Raises what `read_files` raises, and what stood in the way of reading one of them whole.
    """

    def read(reference: str) -> ImageFiles:
        image = read_files(
            engine,
            reference,
            report=lambda progress: report(replace(progress, image=reference)),
            cancel=cancel,
            cache=cache,
        )
        if image.failure:
            raise image.failure
        return replace(image, names=(reference, *image.names))

    return image_diff(read(before), read(after))
