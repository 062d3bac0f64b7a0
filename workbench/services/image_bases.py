"""How many of an image's layers come from its base image."""

from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.layers import ForestImage
from workbench.engine.engine import Engine


def base_layer_count(engine: Engine, image: ImageFiles) -> int:
    """How many of the lowest layers are those of other named local images; 0 where none is known."""
    return shared_prefix(image, engine.forest_images())


def shared_prefix(image: ImageFiles, candidates: tuple[ForestImage, ...]) -> int:
    """The layers of the largest named image on which this one stands."""
    layers = tuple(layer.diff_id for layer in image.layers)
    return max(
        (
            len(each.diff_ids)
            for each in candidates
            if each.names
            and len(each.diff_ids) < len(layers)
            and layers[: len(each.diff_ids)] == each.diff_ids
        ),
        default=0,
    )
