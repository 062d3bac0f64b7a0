"""The history of an image that was read from an archive, as the engine tells that of its own images."""

from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.history import told_base
from workbench.domain.layers import HistoryStep, HistoryTree


def archive_history(image: ImageFiles) -> HistoryTree:
    """The steps of an image, oldest first; nothing is known of other images, so all are its own."""
    steps: list[HistoryStep] = []
    layers = iter(image.layers)
    for step in image.config.history:
        layer = None if step.is_empty else next(layers, None)
        steps.append(
            HistoryStep(
                step.created_by,
                step.created_at,
                layer.size_bytes if layer else 0,
                layer.diff_id if layer else None,
                step.comment,
            )
        )
    # Some builders tell no history at all.
    steps += [HistoryStep("", None, layer.size_bytes, layer.diff_id) for layer in layers]
    return HistoryTree(image.name, image.size_bytes, (), tuple(steps), told_base(dict(image.config.labels)))
