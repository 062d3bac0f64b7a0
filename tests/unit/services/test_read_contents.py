"""The contents of files: whole or to a limit, from an archive or from what is kept of it."""

from pathlib import Path

import pytest

from tests.tools.image_tars import Item, docker_save, folder, hard_link, layer
from tests.unit.services.app_archive import app_archive, final
from workbench.domain.archive.image_files import ImageFiles
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
        cache.put(("image", 0, number), b"1234")
    assert [cache.get(("image", 0, number)) for number in range(3)] == [None, b"1234", b"1234"]
    cache.put(("image", 0, 1), b"123456")
    assert cache.get(("image", 0, 2)) == b"1234"
    cache.put(("image", 0, 3), b"12345678901")
    assert [cache.get(("image", 0, number)) for number in range(4)] == [None] * 4


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
