"""Images' layers as the engine tells them, remembered: an image's id stands for its layers for good."""

import threading
from dataclasses import dataclass, replace

import docker

from workbench.domain.layers import HistoryStep
from workbench.domain.raw import Raw, raw_object, raw_objects
from workbench.engine.calls import get, named
from workbench.engine.translate_history import history_step, is_ambiguous, with_layers
from workbench.engine.translate_images import diff_ids

_UNKNOWN_STEP = "<missing>"


@dataclass(frozen=True, slots=True)
class ToldLayers:
    """An image's layers, lowest first; sizes and instructions are in step with the diff ids."""

    diff_ids: tuple[str, ...]
    sizes_bytes: tuple[int, ...]
    instructions: tuple[str, ...]


class LayerReader:
    """Reads diff ids and histories, each image's once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._diff_ids: dict[str, tuple[str, ...]] = {}
        self._histories: dict[str, tuple[HistoryStep, ...]] = {}
        self._told: dict[str, ToldLayers] = {}

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

    def known(self, image_id: str) -> ToldLayers | None:
        """The layers of an image that were asked for before."""
        with self._lock:
            return self._told.get(image_id)

    def told(self, client: docker.APIClient, image_id: str) -> ToldLayers:
        """The layers of an image with what its history tells of them."""
        known = self.known(image_id)
        if known is None:
            steps = [step for step in self.untagged_history(client, image_id) if not step.is_empty]
            known = ToldLayers(
                self.diff_ids(client, image_id),
                tuple(step.size_bytes for step in steps),
                tuple(step.created_by for step in steps),
            )
            with self._lock:
                self._told[image_id] = known
        return known

    def _known_counts(self, client: docker.APIClient, raw_steps: tuple[Raw, ...]) -> tuple[int | None, ...]:
        """The layers that stand after each step that is an image itself, as classic builds leave them."""
        ids = [raw.text("Id") for raw in raw_steps]
        return tuple(
            len(self.diff_ids(client, each)) if each and each != _UNKNOWN_STEP else None for each in ids
        )
