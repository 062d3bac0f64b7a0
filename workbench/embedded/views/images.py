"""How images look in lists and to inspect."""

from __future__ import annotations

from workbench.embedded.clock import ZERO_TIME, iso
from workbench.embedded.payload import JsonObject, JsonValue, text_map_at
from workbench.embedded.views.storage import graph_driver
from workbench.embedded.world.images import HistoryEntry, Image

_NANOSECONDS = 1_000_000_000
CONFIG_DEFAULTS: JsonObject = {
    "Hostname": "",
    "Domainname": "",
    "User": "",
    "AttachStdin": False,
    "AttachStdout": False,
    "AttachStderr": False,
    "Tty": False,
    "OpenStdin": False,
    "StdinOnce": False,
    "Env": None,
    "Cmd": None,
    "Image": "",
    "Volumes": None,
    "WorkingDir": "",
    "Entrypoint": None,
    "OnBuild": None,
    "Labels": None,
}


def full_config(config: JsonObject) -> JsonObject:
    """Give a configuration with every key that Docker shows."""
    return {**CONFIG_DEFAULTS, **config}


def digests_of(image: Image) -> list[str]:
    """Name the image by what its registries know it as; one built or tagged here has no such name."""
    return [f"{repository}@{image.id}" for repository in image.pulled_from]


def image_row(image: Image, *, shared_bytes: int = -1, containers: int = -1) -> dict[str, JsonValue]:
    """Give an image's row in a list."""
    return {
        "Containers": containers,
        "Created": image.created_at_ns // _NANOSECONDS,
        "Id": image.id,
        "Labels": text_map_at(image.config, "Labels") or None,
        "ParentId": image.parent_id,
        "RepoDigests": digests_of(image),
        "RepoTags": list(image.tags),
        "SharedSize": shared_bytes,
        "Size": image.size_bytes,
        "VirtualSize": image.size_bytes,
    }


def image_object(image: Image) -> JsonObject:
    """Give all that is known of an image."""
    last = image.history[-1] if image.history else None
    return {
        "Id": image.id,
        "RepoTags": list(image.tags),
        "RepoDigests": digests_of(image),
        "Parent": image.parent_id,
        "Comment": last.comment if last else "",
        "Created": iso(image.created_at_ns),
        "Container": "",
        "ContainerConfig": full_config(image.container_config),
        "DockerVersion": "",
        "Author": image.author,
        "Config": full_config(image.config),
        "Architecture": "amd64",
        "Os": "linux",
        "Size": image.size_bytes,
        "VirtualSize": image.size_bytes,
        "GraphDriver": graph_driver(image.id),
        "RootFS": {"Type": "layers", "Layers": [layer.diff_id for layer in image.layers]},
        "Metadata": {"LastTagTime": iso(image.tagged_at_ns) if image.tagged_at_ns else ZERO_TIME},
    }


def history_objects(image: Image, ancestors: list[Image]) -> list[JsonObject]:
    """Give an image's history, newest first; the images that it was built on give steps their ids."""
    by_length = {len(each.history): each for each in [*ancestors, image]}
    rows: list[JsonObject] = []
    for index in range(len(image.history), 0, -1):
        owner = by_length.get(index)
        rows.append(_history_row(image, image.history[index - 1], owner))
    return rows


def _history_row(image: Image, entry: HistoryEntry, owner: Image | None) -> JsonObject:
    return {
        "Comment": entry.comment,
        "Created": entry.created_at_ns // _NANOSECONDS,
        "CreatedBy": entry.created_by,
        "Id": owner.id if owner else "<missing>",
        "Size": 0 if entry.layer_index is None else image.layers[entry.layer_index].size_bytes,
        "Tags": (list(owner.tags) or None) if owner else None,
    }
