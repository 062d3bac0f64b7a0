"""Reads images as layers: the history of one as a tree, all of them as a forest."""

from dataclasses import replace

from workbench.domain.errors import NotFound
from workbench.domain.forest import layer_forest
from workbench.domain.history import base_images, history_tree
from workbench.domain.layers import ForestNode, HistoryStep, HistoryTree
from workbench.engine.engine import Engine


def read_history(engine: Engine, image_ref: str) -> HistoryTree:
    """An image's steps, told apart by the local images that it stands on; raises NotFound."""
    detail = engine.image(image_ref)
    candidates = engine.forest_images()
    histories: dict[str, tuple[HistoryStep, ...]] = {}
    for base in base_images(detail, candidates):
        try:
            histories[base.id] = engine.image(base.id).history
        except NotFound:  # Removed since it was listed: its layers still tell its part.
            continue
    tree = history_tree(detail, candidates, histories)
    # Of an image with several names, it is shown under the one by which it was asked for.
    return replace(tree, image_name=image_ref) if image_ref in detail.image.tags else tree


def read_forest(engine: Engine) -> tuple[ForestNode, ...]:
    """All local images as a forest in which a shared layer stands once."""
    return layer_forest(engine.forest_images())
