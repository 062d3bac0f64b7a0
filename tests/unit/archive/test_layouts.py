"""Every layout of an image archive comes to the same image."""

import gzip
import importlib.util
import json
from collections.abc import Callable

import pytest

from tests.tools.image_tars import (
    Item,
    config_of,
    digest,
    docker_save,
    folder,
    layer,
    oci_layout,
    podman_oci_archive,
    podman_save,
    reading,
    tar_of,
)
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.archive.image_layouts import images_of
from workbench.domain.archive.members import scan_members
from workbench.domain.errors import ArchiveError

BASE = layer(folder("etc"), Item("etc/motd", b"welcome\n"))
APP = layer(folder("app"), Item("app/main.py", b"print()\n", uid=1000, gid=1000, mode=0o640))


def read(data: bytes, block_bytes: int = 10_000) -> ImageFiles:
    [image] = images_of(scan_members(reading(data, block_bytes)))
    return image


def paths(image: ImageFiles) -> list[list[bytes]]:
    return [each.files.paths for each in image.layers]


def multi_member_gzip(data: bytes) -> bytes:
    """As eStargz packs a layer: many gzip members one after the other."""
    return b"".join(gzip.compress(data[start : start + 700]) for start in range(0, len(data), 700))


@pytest.mark.parametrize(
    "data",
    [
        docker_save(BASE, APP),
        gzip.compress(docker_save(BASE, APP)),
        oci_layout(BASE, APP),
        oci_layout(BASE, APP, pack=bytes),
        oci_layout(BASE, APP, pack=multi_member_gzip),
        oci_layout(BASE, APP, nested=True),
    ],
    ids=["docker save", "all gzipped", "gzip layers", "plain layers", "members of gzip", "index of index"],
)
@pytest.mark.parametrize("block_bytes", [7, 512, 100_000])
def test_each_layout_comes_to_the_same_image(data: bytes, block_bytes: int) -> None:
    image = read(data, block_bytes)
    config = config_of((BASE, APP))
    assert image.image_id == f"sha256:{digest(config)}"
    assert image.names == ("shop:1",)
    assert image.problems == ()
    assert paths(image) == [[b"etc", b"etc/motd"], [b"app", b"app/main.py"]]
    assert [each.diff_id for each in image.layers] == [f"sha256:{digest(BASE)}", f"sha256:{digest(APP)}"]
    assert [each.created_by for each in image.layers] == ["/bin/sh -c step 0", "/bin/sh -c step 1"]
    main = image.layers[1].files.entry(1)
    assert (main.path, main.size_bytes, main.owner, main.permissions) == (
        "app/main.py",
        8,
        "1000:1000",
        "-rw-r-----",
    )


def test_a_layer_that_comes_twice_is_stored_once_and_shown_twice() -> None:
    image = read(docker_save(BASE, APP, BASE))
    assert paths(image)[0] == paths(image)[2] == [b"etc", b"etc/motd"]
    assert image.problems == ()


@pytest.mark.parametrize("save", [podman_save, podman_oci_archive])
@pytest.mark.parametrize("block_bytes", [7, 512, 100_000])
def test_what_podman_saves_comes_to_the_same_image(save: Callable[..., bytes], block_bytes: int) -> None:
    """Its own folders, links and versions are no layers of the image."""
    [image] = images_of(scan_members(reading(save(BASE, APP, BASE), block_bytes), sums_layers=True))
    assert image.image_id == f"sha256:{digest(config_of((BASE, APP, BASE)))}"
    assert image.names == ("localhost/shop:1",)
    assert image.problems == ()
    assert paths(image) == [[b"etc", b"etc/motd"], [b"app", b"app/main.py"], [b"etc", b"etc/motd"]]
    assert [each.is_verified for each in image.layers] == [True, True, True]


def test_an_archive_of_several_images_holds_them_all() -> None:
    one, other = config_of((BASE,)), config_of((BASE, APP))
    manifest = [
        {"Config": "one.json", "RepoTags": ["one:1"], "Layers": ["a/layer.tar"]},
        {"Config": "other.json", "RepoTags": ["other:1"], "Layers": ["a/layer.tar", "b/layer.tar"]},
    ]
    data = tar_of(
        [
            ("a/layer.tar", BASE),
            ("b/layer.tar", APP),
            ("one.json", one),
            ("other.json", other),
            ("manifest.json", json.dumps(manifest).encode()),
        ]
    )
    found = images_of(scan_members(reading(data)))
    assert [(each.name, len(each.layers)) for each in found] == [("one:1", 1), ("other:1", 2)]


def not_quite_zstd(data: bytes) -> bytes:
    return b"\x28\xb5\x2f\xfd" + data


def test_zstd_layers_are_read_or_named_as_what_cannot_be() -> None:
    """Without a decoder the layer keeps its place, and says what is missing."""
    has_decoder = any(importlib.util.find_spec(name) for name in ("zstandard", "compression"))
    image = read(oci_layout(BASE, pack=not_quite_zstd))
    [problem] = image.problems
    assert problem.startswith("Layer 1: ")
    assert ("damaged" if has_decoder else "zstd") in problem


def test_an_empty_layer_has_no_files() -> None:
    image = read(docker_save(BASE, bytes(1024)))
    assert len(image.layers[1].files) == 0
    assert image.problems == ()


def test_what_is_no_image_says_so() -> None:
    with pytest.raises(ArchiveError, match=r"neither manifest\.json nor index\.json"):
        images_of(scan_members(reading(layer(Item("etc/motd", b"x")))))
    with pytest.raises(ArchiveError, match="no tar"):
        images_of(scan_members(reading(b"hello " * 1000)))


def test_a_wrong_checksum_of_the_configuration_is_told() -> None:
    config = config_of((BASE,))
    name = f"{'0' * 64}.json"
    manifest = [{"Config": name, "RepoTags": [], "Layers": ["a/layer.tar"]}]
    data = tar_of([("a/layer.tar", BASE), (name, config), ("manifest.json", json.dumps(manifest).encode())])
    image = read(data)
    assert "checksum" in image.problems[0]
    assert image.name == digest(config)[:12]
