"""An image read to its last file: configuration and layers, each with its files."""

from dataclasses import dataclass

from workbench.domain.archive.image_config import ImageConfig
from workbench.domain.archive.layer_files import LayerFiles
from workbench.domain.errors import WorkbenchError


@dataclass(frozen=True, slots=True)
class ImageFiles:
    """One image; its layers stand lowest first.

    With a failure the archive could not be read to its end: there is what came before, and the order of the
    layers may be unknown.
    """

    image_id: str
    names: tuple[str, ...]
    config: ImageConfig
    layers: tuple[LayerFiles, ...]
    failure: WorkbenchError | None = None
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its first name, else its short id."""
        return self.names[0] if self.names else self.image_id.removeprefix("sha256:")[:12]

    @property
    def size_bytes(self) -> int:
        """The sum of all files of all layers."""
        return sum(layer.size_bytes for layer in self.layers)

    @property
    def file_count(self) -> int:
        """How many entries its layers have."""
        return sum(len(layer.files) for layer in self.layers)

    @property
    def problems(self) -> tuple[str, ...]:
        """All that was wrong, in sentences."""
        found = [
            f"Layer {index}: {layer.problem}" for index, layer in enumerate(self.layers, 1) if layer.problem
        ]
        first = (self.failure.message,) if self.failure else ()
        return (*first, *found, *self.warnings)
