"""Holds an image to limits, for a pipeline: what was asked, what was found, and what to do about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.errors import ArchiveError
from workbench.domain.image_checks import ImageMeasures, Limits, broken_limits, measure
from workbench.formatting import count, size

_SHOWN_FILES = 3
_Writing: TypeAlias = Callable[[float], str]
_SIZES: tuple[_Writing, ...] = (size, "{:,} B".format)
_SHARES: tuple[_Writing, ...] = ("{:.3f}".format, "{:.6f}".format, str)


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
            *_told_apart("at most", limits.max_size_bytes, measures.size_bytes, _SIZES),
            count(len(waste.by_layer), "layer"),
        ),
        (
            "max-waste",
            *_told_apart("at most", limits.max_waste_bytes, waste.wasted_bytes, _SIZES),
            by_reason,
        ),
        (
            "min-efficiency",
            *_told_apart("at least", limits.min_efficiency, waste.efficiency, _SHARES),
            largest,
        ),
        ("no-root", "another user" if limits.no_root else "", measures.user, _user(measures)),
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


def _told_apart(
    words: str, asked: float | None, found: float, writings: Sequence[_Writing]
) -> tuple[str, str]:
    """What was asked and what was found, as exactly as it takes to see that they differ."""
    if asked is None:
        return "", writings[0](found)
    written = [(write(asked), write(found)) for write in writings]
    differing = [each for each in written if each[0] != each[1]]
    limit, value = (differing or written)[0]
    return f"{words} {limit}", value


def _user(measures: ImageMeasures) -> str:
    """What a user's name stands for; a number, and root by its name, tell it themselves."""
    if measures.user_number is None:
        return "its number is not known: no line of the image's /etc/passwd that could be read has this name"
    name = measures.user.partition(":")[0]
    return "" if name in ("root", str(measures.user_number)) else f"it is number {measures.user_number}"
