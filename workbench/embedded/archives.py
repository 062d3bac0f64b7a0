"""Images as tars: what `docker save` writes, from the layers' own files."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator

from workbench.embedded.identity import digest
from workbench.embedded.payload import JsonObject, JsonValue, encode
from workbench.embedded.world.images import Image
from workbench.embedded.world.layer_tars import tar_of, tar_size
from workbench.embedded.world.layers import Layer

_BLOCK_BYTES = 512
_LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar"
_CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
_MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
_INDEX_TYPE = "application/vnd.oci.image.index.v1+json"


def archive(images: list[tuple[Image, list[str]]]) -> Iterator[bytes]:
    """Write images with the names they shall have, in the form that is both Docker's and OCI's."""
    written: set[str] = set()
    manifest: list[JsonValue] = []
    index: list[JsonValue] = []
    for image, names in images:
        for layer in image.layers:
            if layer.diff_id not in written:
                written.add(layer.diff_id)
                yield from _layer(layer)
        yield from _file(f"blobs/sha256/{image.id[7:]}", image.config_json)
        oci = _oci_manifest(image)
        yield from _file(f"blobs/sha256/{digest(oci)}", oci)
        manifest.append(
            {
                "Config": f"blobs/sha256/{image.id[7:]}",
                "RepoTags": names,
                "Layers": [f"blobs/sha256/{layer.diff_id[7:]}" for layer in image.layers],
            }
        )
        index += _index_entries(oci, names)
    yield from _file("index.json", encode({"schemaVersion": 2, "mediaType": _INDEX_TYPE, "manifests": index}))
    yield from _file("manifest.json", encode(manifest))
    yield from _file("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
    yield bytes(_BLOCK_BYTES * 2)


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = size
    return info.tobuf(tarfile.GNU_FORMAT)


def _file(name: str, data: bytes) -> Iterator[bytes]:
    yield _header(name, len(data))
    yield data + bytes(-len(data) % _BLOCK_BYTES)


def _layer(layer: Layer) -> Iterator[bytes]:
    yield _header(f"blobs/sha256/{layer.diff_id[7:]}", tar_size(layer.files))
    yield from tar_of(layer.files)


def _oci_manifest(image: Image) -> bytes:
    layers: list[JsonValue] = [
        {"mediaType": _LAYER_TYPE, "digest": layer.diff_id, "size": tar_size(layer.files)}
        for layer in image.layers
    ]
    config: JsonObject = {"mediaType": _CONFIG_TYPE, "digest": image.id, "size": len(image.config_json)}
    return encode(
        {"schemaVersion": 2, "mediaType": _MANIFEST_TYPE, "config": config, "layers": layers}
    ).rstrip()


def _index_entries(oci: bytes, names: list[str]) -> list[JsonValue]:
    entry: dict[str, JsonValue] = {
        "mediaType": _MANIFEST_TYPE,
        "digest": f"sha256:{digest(oci)}",
        "size": len(oci),
    }
    if not names:
        return [entry]
    return [
        {**entry, "annotations": {"io.containerd.image.name": f"docker.io/library/{name}"}} for name in names
    ]
