"""Image archives made for a test, in every layout that engines write."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a layer; without content it is whatever its type says."""

    name: str
    content: bytes = b""
    type: bytes = tarfile.REGTYPE
    link: str = ""
    mode: int = 0o644
    uid: int = 0
    gid: int = 0
    pax: dict[str, str] = field(default_factory=dict[str, str])


def folder(name: str, mode: int = 0o755) -> Item:
    """A folder."""
    return Item(name, type=tarfile.DIRTYPE, mode=mode)


def link(name: str, target: str) -> Item:
    """A symbolic link."""
    return Item(name, type=tarfile.SYMTYPE, link=target)


def hard_link(name: str, target: str) -> Item:
    """A second name of a file."""
    return Item(name, type=tarfile.LNKTYPE, link=target)


def layer(*items: Item, dialect: int = tarfile.PAX_FORMAT) -> bytes:
    """A layer's tar."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=dialect) as tar:
        for item in items:
            info = tarfile.TarInfo(item.name)
            info.type, info.linkname, info.mode = item.type, item.link, item.mode
            info.uid, info.gid, info.size = item.uid, item.gid, len(item.content)
            info.devmajor, info.devminor = (
                (1, 3) if item.type in (tarfile.CHRTYPE, tarfile.BLKTYPE) else (0, 0)
            )
            info.pax_headers = item.pax
            tar.addfile(info, io.BytesIO(item.content))
    return packed.getvalue()


def tar_of(members: Iterable[tuple[str, bytes]], links: Iterable[tuple[str, str]] = ()) -> bytes:
    """An outer tar with these members."""
    return layer(*(Item(name, data) for name, data in members), *(link(*each) for each in links))


def config_of(layers: Sequence[bytes], **settings: object) -> bytes:
    """An image's configuration, with a step for each layer and an empty one before them."""
    steps = [{"created_by": f"/bin/sh -c step {index}"} for index in range(len(layers))]
    history = [{"created_by": "/bin/sh -c #(nop)  ENV A=1", "empty_layer": True}, *steps]
    document = {
        "architecture": "amd64",
        "os": "linux",
        "created": "2026-01-02T03:04:05Z",
        "config": settings,
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest(each)}" for each in layers]},
        "history": history,
    }
    return json.dumps(document).encode()


def digest(data: bytes) -> str:
    """The hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def docker_save(
    *layers: bytes, names: Sequence[str] = ("shop:1",), config: bytes | None = None, cut: int | None = None
) -> bytes:
    """As Docker 20.10 writes it: a layer that comes again is a link to the first, the manifest is last."""
    config = config or config_of(layers)
    members: list[tuple[str, bytes]] = []
    links: list[tuple[str, str]] = []
    first: dict[bytes, str] = {}
    paths: list[str] = []
    for index, data in enumerate(layers):
        identity = digest(b"%d" % index + data)
        paths.append(f"{identity}/layer.tar")
        members.append((f"{identity}/json", b'{"id":"x"}'))
        if data in first:
            links.append((paths[-1], f"../{first[data]}"))
        else:
            first[data] = paths[-1]
            members.append((paths[-1], data))
    manifest = [{"Config": f"{digest(config)}.json", "RepoTags": list(names), "Layers": paths}]
    tail = [(f"{digest(config)}.json", config), ("manifest.json", json.dumps(manifest).encode())]
    return tar_of([*members, *tail], links)[:cut]


def podman_save(*layers: bytes, names: Sequence[str] = ("localhost/shop:1",)) -> bytes:
    """As `podman save` writes it (seen with 4.3): each layer once, under its digest and beside the manifest.

    For old readers there is a folder for each layer too, in which it is a link that leads up; the folder of
    the last one goes by another name. Then come manifest.json and the file that Docker had before it.
    """
    config = config_of(layers)
    files = {f"{digest(data)}.tar": data for data in layers}
    members = [*files.items(), (f"{digest(config)}.json", config)]
    paths = [f"{digest(data)}.tar" for data in layers]
    items = [Item(name, data, mode=0o444) for name, data in members]
    for index, path in enumerate(paths):
        legacy = digest(b"%d" % index)
        items.append(link(f"{legacy}/layer.tar", f"../{path}"))
        items.append(Item(f"{legacy}/VERSION", b"1.0", mode=0o444))
        items.append(Item(f"{legacy}/json", b'{"id":"x"}', mode=0o444))
    manifest = [{"Config": f"{digest(config)}.json", "RepoTags": list(names), "Layers": paths}]
    items.append(Item("manifest.json", json.dumps(manifest).encode(), mode=0o444))
    items.append(Item("repositories", b'{"localhost/shop":{"1":"x"}}', mode=0o444))
    return layer(*items, dialect=tarfile.USTAR_FORMAT)


def podman_oci_archive(*layers: bytes, name: str = "localhost/shop:1") -> bytes:
    """As `podman save --format oci-archive` packs an OCI layout: with its folders, and its version last."""
    members = oci_layout(*layers, name=name)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar, tarfile.open(fileobj=io.BytesIO(members)) as inner:
        for place in ("blobs/", "blobs/sha256/"):
            entry = tarfile.TarInfo(place)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(entry)
        for entry in inner:
            tar.addfile(entry, inner.extractfile(entry))
        version = b'{"imageLayoutVersion": "1.0.0"}'
        entry = tarfile.TarInfo("oci-layout")
        entry.size = len(version)
        tar.addfile(entry, io.BytesIO(version))
    return packed.getvalue()


def oci_layout(
    *layers: bytes,
    name: str = "shop:1",
    pack: Callable[[bytes], bytes] = gzip.compress,
    nested: bool = False,
    config: bytes | None = None,
) -> bytes:
    """As an OCI layout: blobs and an index, which may point to another index with an attestation."""
    config = config or config_of(layers)
    blobs = {digest(config): config}
    descriptors: list[dict[str, object]] = []
    for data in layers:
        packed = pack(data)
        blobs[digest(packed)] = packed
        descriptors.append({"digest": f"sha256:{digest(packed)}", "size": len(packed)})
    image = {"schemaVersion": 2, "config": {"digest": f"sha256:{digest(config)}"}, "layers": descriptors}
    manifest = json.dumps(image).encode()
    blobs[digest(manifest)] = manifest
    top = f"sha256:{digest(manifest)}"
    if nested:
        attested = {"digest": top, "annotations": {"vnd.docker.reference.type": "attestation-manifest"}}
        index = json.dumps({"manifests": [{"digest": top}, attested]}).encode()
        blobs[digest(index)] = index
        top = f"sha256:{digest(index)}"
    entries = [{"digest": top, "annotations": {"org.opencontainers.image.ref.name": name}}]
    members = [(f"blobs/sha256/{key}", value) for key, value in sorted(blobs.items())]
    return tar_of([*members, ("index.json", json.dumps({"manifests": entries}).encode())])


def reading(data: bytes, block_bytes: int = 10_000) -> Callable[[], bytes]:
    """The bytes in blocks, as a connection gives them."""
    blocks = iter([data[start : start + block_bytes] for start in range(0, len(data), block_bytes)])
    return lambda: next(blocks, b"")
