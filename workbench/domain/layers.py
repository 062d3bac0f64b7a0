"""What layers are: the steps of a history, and the trees that are made of them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One instruction of an image's history; a step without a diff id is an empty layer."""

    created_by: str
    created_at: datetime | None
    size_bytes: int
    diff_id: str | None
    comment: str = ""
    tags: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the instruction changed no file."""
        return self.diff_id is None


@dataclass(frozen=True, slots=True)
class BasePart:
    """The first steps of a history, which come from another local image."""

    image_names: tuple[str, ...]
    image_id: str
    steps: tuple[HistoryStep, ...]


@dataclass(frozen=True, slots=True)
class HistoryTree:
    """An image's steps told apart: those of its base images, innermost first, then its own.

    The told base is what the image's labels name; empty where they name none.
    """

    image_name: str
    size_bytes: int
    bases: tuple[BasePart, ...]
    own_steps: tuple[HistoryStep, ...]
    told_base: str = ""

    @property
    def steps(self) -> tuple[HistoryStep, ...]:
        """All steps, the lowest first."""
        return (*(step for part in self.bases for step in part.steps), *self.own_steps)

    @property
    def base_layer_count(self) -> int:
        """How many layers the base images brought."""
        return sum(not step.is_empty for part in self.bases for step in part.steps)


@dataclass(frozen=True, slots=True)
class ForestImage:
    """What the layer forest needs to know of an image; sizes and instructions are in step with diff_ids.

    The instructions are as the history has them, and missing where nobody asked for them.
    """

    id: str
    names: tuple[str, ...]
    diff_ids: tuple[str, ...]
    layer_sizes_bytes: tuple[int, ...]
    in_use: bool = False
    instructions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForestNode:
    """A run of layers that the same images share, the images that end here, and what stands on it."""

    diff_ids: tuple[str, ...]
    layer_sizes_bytes: tuple[int, ...]
    images: tuple[ForestImage, ...]
    children: tuple["ForestNode", ...]
    instructions: tuple[str, ...] = ()

    @property
    def size_bytes(self) -> int:
        """The bytes of this run, counted once."""
        return sum(self.layer_sizes_bytes)

    @property
    def image_count(self) -> int:
        """How many images contain this run."""
        return len(self.images) + sum(child.image_count for child in self.children)

    @property
    def frees_bytes(self) -> int:
        """What removing an image that ends here would free: nothing of what others stand on."""
        return self.size_bytes if len(self.images) == 1 and not self.children else 0
