"""The contents of files: whole or to a limit, from an archive or from what is kept of it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tools.image_tars import (
    Item,
    config_of,
    digest,
    docker_save,
    folder,
    hard_link,
    layer,
    reading,
    tar_of,
)
from tests.unit.services.app_archive import app_archive, final
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.archive.image_layouts import images_of
from workbench.domain.archive.members import scan_members
from workbench.domain.errors import ArchiveError, InvalidInput
from workbench.embedded import EmbeddedEngine
from workbench.engine.connect import connect
from workbench.services.image_sources import ArchiveReader, engine_source, file_source
from workbench.services.read_contents import ContentCache, read_content
from workbench.services.read_files import read_archive, read_files
from workbench.services.save_files import save_to


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return app_archive(tmp_path)


def content(path: Path, image: ImageFiles, name: str, limit_bytes: int = 10_000_000) -> bytes:
    node = final(image).find(name)
    assert node is not None
    return read_content(file_source(path), image, node.layer, node.number, limit_bytes=limit_bytes)


def test_contents_come_from_an_engine_on_demand() -> None:
    with EmbeddedEngine(speed=0) as embedded:
        engine = connect(host=embedded.url, environment={})
        image = read_files(engine, "debian:bookworm-slim")
        node = final(image).find("usr/lib/os-release")
        assert node is not None
        found = read_content(engine_source(engine, image.image_id), image, node.layer, node.number)
        engine.close()
    assert len(found) == node.size_bytes


def test_contents_are_read_whole_or_to_a_limit(archive: Path) -> None:
    image = read_archive(archive)
    assert content(archive, image, "app/main.py") == b"print('hello')\n"
    assert content(archive, image, "app/again.py") == b"print('hello')\n"
    assert content(archive, image, "app/large", 1000) == (bytes(range(256)) * 5000)[:1000]
    with pytest.raises(InvalidInput, match="no file"):
        content(archive, image, "app/inside")


def test_what_stands_beside_a_file_is_not_read_from_the_archive_again(archive: Path) -> None:
    image = read_archive(archive)
    files = image.layers[1].files
    main, again, large = (files.paths.index(name) for name in (b"app/main.py", b"app/again.py", b"app/large"))
    opened: list[int] = []

    def source() -> ArchiveReader:
        opened.append(1)
        return file_source(archive)()

    cache = ContentCache()
    assert len(read_content(source, image, 1, large, limit_bytes=1000, cache=cache)) == 1000
    for number in (main, again, main):
        assert read_content(source, image, 1, number, cache=cache) == b"print('hello')\n"
        assert len(opened) == 1
    # Of the large one only the beginning was there: that is no content to keep.
    for _ in range(2):
        assert read_content(source, image, 1, large, cache=cache) == bytes(range(256)) * 5000
        assert len(opened) == 2
    assert read_content(source, image, 0, 0, cache=cache) == b"hi"
    assert len(opened) == 3


def test_contents_are_kept_up_to_so_many_bytes() -> None:
    cache = ContentCache(most_bytes=10)
    for number in range(3):
        cache.put(("image", "layer", number), b"1234")
    assert [cache.get(("image", "layer", number)) for number in range(3)] == [None, b"1234", b"1234"]
    cache.put(("image", "layer", 1), b"123456")
    assert cache.get(("image", "layer", 2)) == b"1234"
    cache.put(("image", "layer", 3), b"12345678901")
    assert [cache.get(("image", "layer", number)) for number in range(4)] == [None] * 4


def test_a_reading_that_broke_off_and_a_whole_one_share_contents_by_their_layer(archive: Path) -> None:
    """The first told the layers as they came, not in their order: another file's content was shown."""
    first, second = layer(Item("a", b"first")), layer(Item("b", b"second"))
    blobs = {f"blobs/{digest(data)}": data for data in (second, first)}
    manifest = {"Config": "c.json", "RepoTags": ["shop:1"], "Layers": list(reversed(blobs))}
    told = [("c.json", config_of((first, second))), ("manifest.json", json.dumps([manifest]).encode())]
    data = tar_of([*blobs.items(), *told])
    archive.write_bytes(data)
    [whole] = images_of(scan_members(reading(data)))
    [broken] = images_of(scan_members(reading(data[: data.index(b"c.json") + 100])))
    cache = ContentCache()
    for image in (broken, whole):
        same = replace(image, image_id="sha256:same")
        names = [each.files.paths[0] for each in same.layers]
        contents = [read_content(file_source(archive), same, each, 0, cache=cache) for each in range(2)]
        assert dict(zip(names, contents, strict=True)) == {b"a": b"first", b"b": b"second"}


def test_a_layer_that_stands_twice_in_an_image_has_its_contents_twice(archive: Path) -> None:
    archive.write_bytes(docker_save(first := layer(Item("a", b"first")), layer(Item("a", b"second")), first))
    image, cache = read_archive(archive), ContentCache()
    contents = [read_content(file_source(archive), image, each, 0, cache=cache) for each in range(3)]
    assert contents == [b"first", b"second", b"first"]


@pytest.mark.parametrize("is_cached", [False, True])
def test_what_follows_a_small_file_is_not_read_for_it(archive: Path, is_cached: bool) -> None:
    """The rest of its layer was read, and all up to a small neighbour behind a large file."""
    items = [Item("a", b"first"), Item("large", b"x" * 5_000_000), Item("z", b"last")]
    archive.write_bytes(docker_save(layer(*items), layer(Item("b", b"second"))))
    image, opened = read_archive(archive), list[_Counted]()

    def source() -> ArchiveReader:
        opened.append(_Counted(archive.read_bytes()))
        return opened[-1]

    assert read_content(source, image, 0, 0, cache=ContentCache() if is_cached else None) == b"first"
    assert [each.read_bytes < 100_000 for each in opened] == [True]


class _Counted:
    """An archive that counts what was read of it."""

    def __init__(self, data: bytes) -> None:
        self._read = reading(data)
        self.read_bytes = 0

    def read(self) -> bytes:
        """The next bytes; none at the end."""
        block = self._read()
        self.read_bytes += len(block)
        return block

    def close(self) -> None:
        """There is nothing to end."""


def test_what_is_damaged_behind_a_file_does_not_hide_it(archive: Path) -> None:
    data = docker_save(layer(Item("a", b"first"), Item("b", b"second" * 1000)))
    archive.write_bytes(data)
    image = read_archive(archive)
    archive.write_bytes(data[: data.index(b"second") + 100])
    assert read_content(file_source(archive), image, 0, 0, cache=ContentCache()) == b"first"
    with pytest.raises(ArchiveError):
        read_content(file_source(archive), image, 0, 1, cache=ContentCache())


def test_a_hard_link_to_what_the_archive_does_not_hold_is_told(archive: Path, tmp_path: Path) -> None:
    below = layer(Item("usr/first", b"1"))
    linked = [hard_link(name, target) for name, target in (("app/a", "gone"), ("app/b", "./usr/first"))]
    archive.write_bytes(docker_save(below, layer(folder("app"), *linked)))
    image = read_archive(archive)
    # Some engines take a link to a file of a layer below.
    assert image.problems == ("Layer 2: Hard links lead to files that are not in the archive: 1.",)
    with pytest.raises(InvalidInput, match="a hard link to /gone, which its layer does not hold"):
        content(archive, image, "app/a")
    tree = final(image)
    node = tree.find("app")
    assert node is not None
    saved = save_to(file_source(archive), image, tree, node, tmp_path)
    assert ("app/a", "a hard link to /gone, which its layer does not hold") in saved.left_out


def test_a_hard_link_is_followed_however_its_target_is_written(archive: Path) -> None:
    items = [Item("app/first", b"1"), hard_link("app/b", "./app/first"), hard_link("app/c", "/app//first")]
    archive.write_bytes(docker_save(layer(*items)))
    image = read_archive(archive)
    assert image.problems == ()
    assert content(archive, image, "app/b") == content(archive, image, "app/c") == b"1"
