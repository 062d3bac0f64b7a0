"""What an app, its variants and their results are."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from workbench.domain.commands import BuildImage


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to pack an app; the Dockerfile's path is relative to the app folder, in POSIX form."""

    name: str
    dockerfile: str
    tag: str
    target: str = ""
    build_arguments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class App:
    """The folder being packed, with its variants in order and what was odd about finding them."""

    name: str
    folder: Path
    variants: tuple[Variant, ...]
    warnings: tuple[str, ...] = ()

    def variant(self, name: str) -> Variant | None:
        """The variant of that name, None where there is none."""
        return next((each for each in self.variants if each.name == name), None)

    def build_command(self, variant: Variant, network: str = "") -> BuildImage:
        """The command that builds a variant of this app."""
        arguments = variant.build_arguments
        return BuildImage(
            str(self.folder), variant.dockerfile, variant.tag, variant.target, arguments, network=network
        )


class VariantState(Enum):
    """How far a variant is."""

    NOT_BUILT = "not built"
    QUEUED = "queued"
    BUILDING = "building"
    BUILT = "built"
    STALE = "stale"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class VariantResult:
    """What a build of a variant came to; an image found with no build of ours has no seconds.

    The layers of its base are None where the base is not on the engine, or another one by now.
    """

    image_id: str
    size_bytes: int
    layer_count: int
    base: str
    user: str
    built_at: datetime
    seconds: float | None = None
    cached_steps: int = 0
    total_steps: int = 0
    base_layer_count: int | None = None

    @property
    def fully_cached(self) -> bool:
        """Whether every step came from the cache."""
        return self.total_steps > 0 and self.cached_steps == self.total_steps


@dataclass(frozen=True, slots=True)
class VariantStatus:
    """A variant with where it stands now."""

    variant: Variant
    state: VariantState
    result: VariantResult | None = None
    failure: str = ""

    def saving_against(self, largest_bytes: int) -> float | None:
        """The share saved against the largest variant (0.93 means 93 % less), None while not built."""
        if self.result is None or largest_bytes <= 0:
            return None
        return 1 - self.result.size_bytes / largest_bytes
