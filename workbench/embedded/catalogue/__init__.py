"""The facts that the engine begins with: base images with their layers, and packages that builds install."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

from workbench.embedded.catalogue.expansion import expand
from workbench.embedded.payload import (
    JsonObject,
    JsonValue,
    number_at,
    object_at,
    objects_at,
    text_at,
)
from workbench.embedded.references import familiar, normalize, split_reference
from workbench.embedded.world.files import Entry
from workbench.embedded.world.images import HistoryEntry, Image
from workbench.embedded.world.layers import Layer

_SECONDS_BETWEEN_STEPS = 7


def _read(name: str) -> JsonObject:
    value: JsonValue = json.loads(Path(__file__).with_name(name).read_text("utf-8"))
    return value if isinstance(value, Mapping) else {}


class Catalogue:
    """The images in the engine or one pull away, and the packages that can be installed."""

    def __init__(self) -> None:
        self._images = _read("images.json")
        self._specs = object_at(self._images, "layers")
        self._layers: dict[str, Layer] = {}

    @cached_property
    def _packages(self) -> JsonObject:
        return _read("packages.json")

    def layer(self, name: str) -> Layer:
        """Give a layer by its name in the catalogue; images that name the same one share it."""
        if name not in self._layers:
            spec = object_at(self._specs, name)
            self._layers[name] = Layer(
                text_at(spec, "diff_id"), number_at(spec, "size_bytes"), lambda: expand(spec)
            )
        return self._layers[name]

    def layer_names(self) -> Sequence[str]:
        """List the names of all layers."""
        return list(self._specs)

    def layer_files(self, name: str) -> Mapping[str, Entry]:
        """Give the files of a layer by its name."""
        return expand(object_at(self._specs, name))

    def local_images(self) -> list[tuple[str, Image]]:
        """Give the images that the engine starts with."""
        return [
            (text_at(entry, "name"), self._image(entry))
            for entry in objects_at(self._images, "images")
            if entry.get("is_local") is True
        ]

    def find(self, reference: str) -> tuple[str, Image] | None:
        """Find an image that can be pulled."""
        name = familiar(normalize(reference))
        for entry in objects_at(self._images, "images"):
            if text_at(entry, "name") == name:
                return name, self._image(entry)
        return None

    def names_in(self, repository: str) -> list[str]:
        """List the names that can be pulled from a repository."""
        names = [text_at(entry, "name") for entry in objects_at(self._images, "images")]
        return [name for name in names if split_reference(name)[0] == familiar(repository)]

    def _image(self, entry: JsonObject) -> Image:
        layers: list[Layer] = []
        history: list[HistoryEntry] = []
        steps = objects_at(entry, "history")
        created_at = int(datetime.fromisoformat(text_at(entry, "created").replace("Z", "+00:00")).timestamp())
        for index, step in enumerate(steps):
            at_ns = (created_at - _SECONDS_BETWEEN_STEPS * (len(steps) - 1 - index)) * 1_000_000_000
            layer_name = text_at(step, "layer")
            number = len(layers) if layer_name else None
            if layer_name:
                layers.append(self.layer(layer_name))
            history.append(HistoryEntry(at_ns, text_at(step, "by"), text_at(step, "comment"), number))
        return Image(object_at(entry, "config"), tuple(layers), tuple(history), created_at * 1_000_000_000)

    def python_package(self, name: str) -> JsonObject | None:
        """Give what is known of a Python package."""
        key = name.lower().replace("_", "-").replace(".", "-")
        found = object_at(self._packages, "python").get(key)
        return found if isinstance(found, Mapping) else None

    def system_package_bytes(self, manager: str, name: str) -> int | None:
        """Give the installed size of a package of `apt` or `apk`."""
        known = object_at(self._packages, manager)
        return number_at(known, name) if name in known else None
