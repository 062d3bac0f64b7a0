"""What an image can be held to, measured on its files: size, waste, efficiency, user and shells."""

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.file_trees import FileTree, final_files
from workbench.domain.image_user import user_number
from workbench.domain.waste import Waste, find_waste

_SHELLS = ("sh", "bash", "dash", "ash", "busybox", "zsh", "ksh", "mksh", "fish", "csh", "tcsh", "pwsh")
_PROGRAM_FOLDERS = ("bin", "sbin", "usr/bin", "usr/sbin", "usr/local/bin", "usr/local/sbin", "busybox")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is asked of an image; None and False where nothing is asked."""

    max_size_bytes: int | None = None
    max_waste_bytes: int | None = None
    min_efficiency: float | None = None
    no_root: bool = False
    no_shell: bool = False
    checksums: bool = False


@dataclass(frozen=True, slots=True)
class ImageMeasures:
    """What was found in an image; the user's number is None where the image's files do not tell it."""

    size_bytes: int
    waste: Waste
    user: str
    user_number: int | None
    shells: tuple[str, ...]
    layer_count: int = 0
    verified_layer_count: int = 0


def measure(image: ImageFiles, base_layer_count: int = 0) -> ImageMeasures:
    """Measure an image that was read whole."""
    tree = final_files(image.layers)
    return ImageMeasures(
        size_bytes=image.size_bytes,
        waste=find_waste(image.layers, base_layer_count),
        user=image.config.user or "root",
        user_number=user_number(image.config.user, tree),
        shells=find_shells(tree),
        layer_count=len(image.layers),
        verified_layer_count=sum(layer.is_verified for layer in image.layers),
    )


def broken_limits(measures: ImageMeasures, limits: Limits) -> tuple[str, ...]:
    """The rules that an image breaks, by the names of the options that ask for them."""
    broken = {
        "max-size": limits.max_size_bytes is not None and measures.size_bytes > limits.max_size_bytes,
        "max-waste": limits.max_waste_bytes is not None
        and measures.waste.wasted_bytes > limits.max_waste_bytes,
        "min-efficiency": limits.min_efficiency is not None
        and measures.waste.efficiency < limits.min_efficiency,
        # A user that nobody can look up may be root as well.
        "no-root": limits.no_root and measures.user_number in (0, None),
        "no-shell": limits.no_shell and bool(measures.shells),
        "checksums": limits.checksums and measures.verified_layer_count < measures.layer_count,
    }
    return tuple(rule for rule, is_broken in broken.items() if is_broken)


def find_shells(tree: FileTree) -> tuple[str, ...]:
    """The shells that the files of an image hold, by their paths."""
    return tuple(_shells(tree))


def _shells(tree: FileTree) -> Iterator[str]:
    for folder in _PROGRAM_FOLDERS:
        for name in _SHELLS:
            node = tree.find(f"{folder}/{name}")
            if node is not None and not node.is_folder:
                yield f"/{folder}/{name}"
