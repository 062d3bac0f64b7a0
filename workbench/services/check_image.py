"""Holds an image to limits, for a pipeline: what was asked, what was found, and what to do about it."""

from dataclasses import dataclass

from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.errors import ArchiveError
from workbench.domain.image_checks import ImageMeasures, Limits, broken_limits, measure
from workbench.formatting import count, size

_SHOWN_FILES = 3


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One rule: what was asked (empty for nothing), what was found, and what that comes from."""

    rule: str
    asked: str
    found: str
    passed: bool
    detail: str


@dataclass(frozen=True, slots=True)
class ImageCheck:
    """An image held to limits."""

    image: str
    measures: ImageMeasures
    rows: tuple[CheckRow, ...]

    @property
    def passed(self) -> bool:
        """Whether every limit is kept."""
        return all(row.passed for row in self.rows)


def check_image(image: ImageFiles, limits: Limits) -> ImageCheck:
    """Hold an image to limits; raises what stood in the way of reading it whole.

    The whole image counts, its base included: the result does not depend on which other images are there.
    """
    if image.failure:
        raise image.failure
    if image.problems:
        raise ArchiveError(f"{image.name} could not be read whole.", "\n".join(image.problems))
    measures = measure(image)
    broken = broken_limits(measures, limits)
    rows = [
        CheckRow(rule, asked, found, rule not in broken, detail)
        for rule, asked, found, detail in _told(measures, limits)
    ]
    return ImageCheck(image.name, measures, tuple(rows))


def _told(measures: ImageMeasures, limits: Limits) -> list[tuple[str, str, str, str]]:
    waste = measures.waste
    largest = ", ".join(f"{each.path} ({size(each.size_bytes)})" for each in waste.files[:_SHOWN_FILES])
    by_reason = ", ".join(f"{reason.value} {size(total)}" for reason, total in waste.by_reason().items())
    return [
        (
            "max-size",
            "" if limits.max_size_bytes is None else f"at most {size(limits.max_size_bytes)}",
            size(measures.size_bytes),
            count(len(waste.by_layer), "layer"),
        ),
        (
            "max-waste",
            "" if limits.max_waste_bytes is None else f"at most {size(limits.max_waste_bytes)}",
            size(waste.wasted_bytes),
            by_reason,
        ),
        (
            "min-efficiency",
            "" if limits.min_efficiency is None else f"at least {limits.min_efficiency:.3f}",
            f"{waste.efficiency:.3f}",
            largest,
        ),
        ("no-root", "another user" if limits.no_root else "", measures.user, ""),
        (
            "no-shell",
            "none" if limits.no_shell else "",
            count(len(measures.shells), "shell"),
            " ".join(measures.shells),
        ),
        (
            "checksums",
            "of all layers" if limits.checksums else "",
            f"{measures.verified_layer_count} of {count(measures.layer_count, 'layer')} verified",
            "",
        ),
    ]
