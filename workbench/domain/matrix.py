"""The variants of an app side by side: everything that is known of each, measured or expected."""

from dataclasses import dataclass

from workbench.domain.proofs import Proof
from workbench.domain.variants import VariantStatus


@dataclass(frozen=True, slots=True)
class ImageMeasurement:
    """What reading an image to its last file told of it; the size is that of a push, compressed with gzip."""

    image_id: str
    transfer_bytes: int
    package_count: int
    shells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One variant beside the others; None and empty where something is not known.

    With `is_expected` the user is what the Dockerfile leads to expect, for nothing is built yet; a shell is
    expected by the name of the base until somebody looked into the image.
    """

    status: VariantStatus
    base: str = ""
    base_is_exact: bool = False
    user: str = ""
    has_shell: bool | None = None
    is_expected: bool = False
    shell_is_expected: bool = False
    saving: float | None = None
    package_count: int | None = None
    transfer_bytes: int | None = None
    cold_seconds: float | None = None
    cached_seconds: float | None = None
    proof: Proof | None = None
    advice_count: int | None = None

    @property
    def name(self) -> str:
        """The variant's name."""
        return self.status.variant.name

    @property
    def size_bytes(self) -> int | None:
        """What its image takes on the engine's disk, base included."""
        return self.status.result.size_bytes if self.status.result else None

    @property
    def layer_count(self) -> int | None:
        """All layers of its image."""
        return self.status.result.layer_count if self.status.result else None

    @property
    def own_layer_count(self) -> int | None:
        """The layers that the variant adds to its base; None where the base is not on this engine."""
        result = self.status.result
        if result is None or result.base_layer_count is None:
            return None
        return result.layer_count - result.base_layer_count

    @property
    def proof_is_current(self) -> bool:
        """Whether the proof is of the very image that stands now."""
        result = self.status.result
        return self.proof is not None and result is not None and self.proof.image_id == result.image_id


@dataclass(frozen=True, slots=True)
class Matrix:
    """The variants of an app in its order."""

    rows: tuple[MatrixRow, ...] = ()

    @property
    def largest_bytes(self) -> int:
        """The size of the largest variant, 0 while none is built."""
        return max((row.size_bytes or 0 for row in self.rows), default=0)

    def row(self, name: str) -> MatrixRow | None:
        """The row of that variant, None where there is none."""
        return next((each for each in self.rows if each.name == name), None)
