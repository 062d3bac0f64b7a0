"""Images and the place they are kept: by id, by name, with their parents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from workbench.embedded.clock import iso
from workbench.embedded.errors import Conflict, no_such_image
from workbench.embedded.identity import digest
from workbench.embedded.payload import JsonObject, JsonValue, encode
from workbench.embedded.references import normalize, split_reference
from workbench.embedded.world.files import Entry
from workbench.embedded.world.layers import Layer, merge

_HEX = re.compile(r"[0-9a-f]{1,64}")


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One instruction of an image; a layer index of None says that it changed no file."""

    created_at_ns: int
    created_by: str
    comment: str = ""
    layer_index: int | None = None


@dataclass(eq=False)
class Image:
    """One image: what it runs, its layers, how it came to be, and its names."""

    config: JsonObject
    layers: tuple[Layer, ...]
    history: tuple[HistoryEntry, ...]
    created_at_ns: int
    parent_id: str = ""
    container_config: JsonObject = field(default_factory=dict[str, JsonValue])
    tags: list[str] = field(default_factory=list[str])
    pulled_from: list[str] = field(default_factory=list[str])
    tagged_at_ns: int = 0
    author: str = ""

    @cached_property
    def config_json(self) -> bytes:
        """Give the image's configuration as it is saved; its digest is the image's id."""
        return encode(
            {
                **({"author": self.author} if self.author else {}),
                "architecture": "amd64",
                "config": self.config,
                "created": iso(self.created_at_ns),
                "history": [_saved(entry) for entry in self.history],
                "os": "linux",
                "rootfs": {"type": "layers", "diff_ids": [layer.diff_id for layer in self.layers]},
            }
        ).rstrip()

    @cached_property
    def id(self) -> str:
        """Give the digest that names the image."""
        return f"sha256:{digest(self.config_json)}"

    @property
    def short_id(self) -> str:
        """Give the twelve digits that people see."""
        return self.id[7:19]

    @cached_property
    def size_bytes(self) -> int:
        """Sum the layers' sizes."""
        return sum(layer.size_bytes for layer in self.layers)

    @cached_property
    def chain_ids(self) -> tuple[str, ...]:
        """Name each layer together with all below it; images that share them share the disk."""
        chain: list[str] = []
        for layer in self.layers:
            chain.append(f"sha256:{digest(f'{chain[-1]} {layer.diff_id}')}" if chain else layer.diff_id)
        return tuple(chain)

    @cached_property
    def files(self) -> dict[str, Entry]:
        """Give all files of the image; a container's tree lies over them."""
        return merge(self.layers)


def _saved(entry: HistoryEntry) -> dict[str, JsonValue]:
    saved: dict[str, JsonValue] = {"created": iso(entry.created_at_ns), "created_by": entry.created_by}
    if entry.comment:
        saved["comment"] = entry.comment
    if entry.layer_index is None:
        saved["empty_layer"] = True
    return saved


class ImageStore:
    """All images of the engine."""

    def __init__(self) -> None:
        self._by_id: dict[str, Image] = {}
        self._by_name: dict[str, Image] = {}
        self.cached_steps: dict[str, str] = {}

    def __iter__(self) -> Iterator[Image]:
        return iter(list(self._by_id.values()))

    def add(self, image: Image) -> Image:
        """Keep an image; one that is there already is given back."""
        return self._by_id.setdefault(image.id, image)

    def by_id(self, image_id: str) -> Image | None:
        """Find an image by its full id."""
        return self._by_id.get(image_id)

    def find(self, reference: str) -> Image:
        """Find an image by name, id or the beginning of an id."""
        bare = reference.removeprefix("sha256:")
        if f"sha256:{bare}" in self._by_id:
            return self._by_id[f"sha256:{bare}"]
        name = normalize(reference) if not reference.startswith("sha256:") else reference
        if name in self._by_name:
            return self._by_name[name]
        if _HEX.fullmatch(bare):
            found = [image for image in self._by_id.values() if image.id[7:].startswith(bare)]
            if len(found) > 1:
                raise Conflict(f"ambiguous image ID prefix: {bare}")
            if found:
                return found[0]
        raise no_such_image(name)

    def tag(self, image: Image, name: str, at_ns: int) -> str:
        """Give an image a name, taking it from the image that had it."""
        name = normalize(name)
        self.untag(name)
        self._by_name[name] = image
        image.tags.append(name)
        image.tagged_at_ns = at_ns
        return name

    def tag_pulled(self, image: Image, name: str, at_ns: int) -> None:
        """Give an image the name that a registry has it under; the registry's digest names it as well."""
        repository = split_reference(self.tag(image, name, at_ns))[0]
        if repository not in image.pulled_from:
            image.pulled_from.append(repository)

    def untag(self, name: str) -> None:
        """Take a name away; the last tag of a repository takes the digest with it."""
        image = self._by_name.pop(name, None)
        if image:
            image.tags.remove(name)
            left = {split_reference(tag)[0] for tag in image.tags}
            image.pulled_from = [each for each in image.pulled_from if each in left]

    def forget(self, image: Image) -> list[str]:
        """Drop an image; give the layers that no other image holds, topmost first."""
        for name in list(image.tags):
            self.untag(name)
        del self._by_id[image.id]
        held = {chain for other in self._by_id.values() for chain in other.chain_ids}
        return [chain for chain in reversed(image.chain_ids) if chain not in held]

    def children_of(self, image: Image) -> list[Image]:
        """List the images built directly on another by the classic builder."""
        return [other for other in self._by_id.values() if other.parent_id == image.id]

    def is_dangling(self, image: Image) -> bool:
        """Tell whether nothing names an image and nothing stands on it."""
        return not image.tags and not self.children_of(image)

    def shared_bytes(self) -> dict[str, int]:
        """Give, by image id, how much of each image other images hold as well."""
        holders: dict[str, int] = {}
        for image in self._shown():
            for chain in image.chain_ids:
                holders[chain] = holders.get(chain, 0) + 1
        return {
            image.id: sum(
                layer.size_bytes
                for chain, layer in zip(image.chain_ids, image.layers, strict=True)
                if holders.get(chain, 0) > 1
            )
            for image in self._by_id.values()
        }

    def layers_bytes(self) -> int:
        """Sum the layers of all images, each once."""
        unique = {
            chain: layer.size_bytes
            for image in self._by_id.values()
            for chain, layer in zip(image.chain_ids, image.layers, strict=True)
        }
        return sum(unique.values())

    def _shown(self) -> list[Image]:
        parents = {image.parent_id for image in self._by_id.values()}
        return [image for image in self._by_id.values() if image.tags or image.id not in parents]

    def listed(self, *, with_intermediate: bool = False) -> list[Image]:
        """List the images that people see, newest first."""
        shown = list(self._by_id.values()) if with_intermediate else self._shown()
        return sorted(shown, key=lambda image: -image.created_at_ns)
