"""Reads images as layers: the history of one as a tree, all of them as a forest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.domain.dockerfile_ties import DockerfileLine
from workbench.domain.errors import NotFound
from workbench.domain.forest import layer_forest
from workbench.domain.history import base_images, history_tree
from workbench.domain.inventory import Inventory
from workbench.domain.layers import ForestImage, ForestNode, HistoryStep, HistoryTree
from workbench.domain.variants import App
from workbench.engine.engine import Engine
from workbench.services.tie_history import tie_history


@dataclass(frozen=True, slots=True)
class ImageHistory:
    """An image's steps, and for each of them (bases included) its line in a Dockerfile, or None."""

    tree: HistoryTree
    lines: tuple[DockerfileLine | None, ...]


def read_tied_history(
    engine: Engine, image_ref: str, app: App | None, local_images: Sequence[ForestImage] | None = None
) -> ImageHistory:
    """An image's steps, tied to the app's Dockerfile if it was built from one; raises NotFound."""
    tree = read_history(engine, image_ref, local_images)
    return ImageHistory(tree, tie_history(tree, app))


def read_history(
    engine: Engine, image_ref: str, local_images: Sequence[ForestImage] | None = None
) -> HistoryTree:
    """An image's steps, told apart by the local images that it stands on; raises NotFound.

    The local images are asked for where they are not known already, and then the tags of the steps are too.
    """
    detail = engine.image(image_ref, with_step_tags=local_images is None)
    candidates = engine.forest_images() if local_images is None else local_images
    histories: dict[str, tuple[HistoryStep, ...]] = {}
    for base in base_images(detail, candidates):
        try:
            histories[base.id] = engine.history(base.id)
        except NotFound:  # Removed since it was listed: its layers still tell its part.
            continue
    tree = history_tree(detail, candidates, histories)
    # Of an image with several names, it is shown under the one by which it was asked for.
    return replace(tree, image_name=image_ref) if image_ref in detail.image.tags else tree


def read_forest(engine: Engine, inventory: Inventory | None = None) -> tuple[ForestNode, ...]:
    """All local images as a forest in which a shared layer stands once.

    An engine takes long to list a thousand images: those of an inventory are not listed again.
    """
    if inventory is None:
        return layer_forest(engine.forest_images())
    used_ids = {container.image_id for container in inventory.containers}
    return layer_forest(engine.forest_images(inventory.images, used_ids))
