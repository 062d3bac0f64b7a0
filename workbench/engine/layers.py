"""Images' layers as the engine tells them, remembered: an image's id stands for its layers for good."""

import threading
from dataclasses import replace

import docker

from workbench.domain.layers import HistoryStep
from workbench.domain.raw import Raw, raw_object, raw_objects
from workbench.engine.calls import get, named
from workbench.engine.translate_history import history_step, is_ambiguous, with_layers
from workbench.engine.translate_images import diff_ids

_UNKNOWN_STEP = "<missing>"


class LayerReader:
    """Reads diff ids and histories, each image's once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._diff_ids: dict[str, tuple[str, ...]] = {}
        self._histories: dict[str, tuple[HistoryStep, ...]] = {}

    def diff_ids(self, client: docker.APIClient, image_id: str) -> tuple[str, ...]:
        """The layers of an image, lowest first."""
        with self._lock:
            known = self._diff_ids.get(image_id)
        if known is not None:
            return known
        return self.remember(raw_object(get(client, named("/images/{}/json", image_id))))

    def remember(self, inspected: Raw) -> tuple[str, ...]:
        """The layers of an image that was inspected anyhow."""
        found = diff_ids(inspected)
        with self._lock:
            self._diff_ids[inspected.text("Id")] = found
        return found

    def history(self, client: docker.APIClient, image_id: str) -> tuple[HistoryStep, ...]:
        """The steps of an image, oldest first, each with the layer that it made."""
        raw_steps = raw_objects(get(client, named("/images/{}/history", image_id)))[::-1]
        steps = tuple(history_step(raw) for raw in raw_steps)
        layers = self.diff_ids(client, image_id)
        counts = self._known_counts(client, raw_steps) if is_ambiguous(steps, len(layers)) else ()
        return with_layers(steps, layers, counts)

    def untagged_history(self, client: docker.APIClient, image_id: str) -> tuple[HistoryStep, ...]:
        """The same without the steps' tags, which change: what was asked for once is known."""
        with self._lock:
            known = self._histories.get(image_id)
        if known is None:
            known = tuple(replace(step, tags=()) for step in self.history(client, image_id))
            with self._lock:
                self._histories[image_id] = known
        return known

    def _known_counts(self, client: docker.APIClient, raw_steps: tuple[Raw, ...]) -> tuple[int | None, ...]:
        """The layers that stand after each step that is an image itself, as classic builds leave them."""
        ids = [raw.text("Id") for raw in raw_steps]
        return tuple(
            len(self.diff_ids(client, each)) if each and each != _UNKNOWN_STEP else None for each in ids
        )
