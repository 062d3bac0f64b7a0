"""Images read from an embedded engine and from files: once, with progress, and stopped at once."""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.archive_gate import ArchiveGate
from tests.tools.image_tars import Item, config_of, docker_save, hard_link, layer, link, oci_layout
from tests.unit.services.app_archive import APP, app_archive, final
from workbench.domain.archive.layer_files import FileKind
from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import RemoveImage
from workbench.domain.errors import ArchiveError, Cancelled, EngineGone, InvalidInput, NotFound
from workbench.domain.file_trees import file_tree
from workbench.embedded import EmbeddedEngine
from workbench.engine.connect import connect
from workbench.engine.engine import Engine
from workbench.services.image_sources import file_source
from workbench.services.read_files import (
    FilesCache,
    ReadProgress,
    read_archive,
    read_files,
    reported,
)
from workbench.services.save_files import save_to


@pytest.fixture(scope="module")
def embedded() -> Iterator[EmbeddedEngine]:
    with EmbeddedEngine(speed=0) as embedded:
        yield embedded


@pytest.fixture(scope="module")
def engine(embedded: EmbeddedEngine) -> Iterator[Engine]:
    engine = connect(host=embedded.url, environment={})
    yield engine
    engine.close()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return app_archive(tmp_path)


def test_an_engines_image_is_read_with_progress(engine: Engine) -> None:
    told: list[ReadProgress] = []
    image = read_files(engine, "debian:bookworm-slim", report=told.append)
    detail = engine.image("debian:bookworm-slim")
    assert (image.image_id, image.names) == (detail.image.id, detail.image.tags)
    assert [each.diff_id for each in image.layers] == list(detail.diff_ids)
    entries = [each.files.entry(number) for each in image.layers for number in range(len(each.files))]
    contents = [each.size_bytes for each in entries if each.kind is FileKind.FILE]
    assert sum(contents) == detail.image.size_bytes
    assert image.problems == ()
    assert told[0].is_preparing
    assert [each.read_bytes for each in told] == sorted(each.read_bytes for each in told)
    assert all(each.read_bytes <= each.total_bytes for each in told if each.total_bytes is not None)
    assert [each.is_whole for each in told] == [False] * (len(told) - 1) + [True]


def test_no_total_is_told_that_was_passed(archive: Path) -> None:
    """Many small files are far larger in an archive: it stood at 100 % for most of the time."""
    told: list[ReadProgress] = []
    source = reported(file_source(archive), 1000, told.append)()
    while source.read():
        pass
    source.close()
    assert [each.total_bytes for each in told] == [1000, None, archive.stat().st_size]


def test_an_image_is_read_once_for_a_run_and_the_oldest_goes(engine: Engine) -> None:
    cache = FilesCache(most_files=1)
    first = read_files(engine, "debian:bookworm-slim", cache=cache)
    told: list[ReadProgress] = []
    again = read_files(engine, "debian:bookworm-slim", cache=cache, report=told.append)
    assert again.layers is first.layers
    assert told == []
    read_files(engine, "python:3.11-alpine", cache=cache)
    assert cache.get(first.image_id) is None


def test_an_image_that_is_not_there(engine: Engine) -> None:
    with pytest.raises(NotFound):
        read_files(engine, "nowhere:1")


def test_an_image_that_is_removed_before_it_comes(engine: Engine) -> None:
    name = "cgr.dev/chainguard/python:latest-dev"

    def remove(_: ReadProgress) -> None:
        engine.execute(RemoveImage(name, force=True))

    with pytest.raises(NotFound):
        read_files(engine, name, report=remove)


def test_an_image_that_is_removed_half_way_keeps_what_came() -> None:
    """Some engines break off then, others go on to the end."""
    name = "redis:latest"
    with EmbeddedEngine(speed=0) as embedded, ArchiveGate(embedded.url, passed_bytes=300_000) as gate:
        direct = connect(host=embedded.url, environment={})
        through = connect(host=gate.url, environment={})

        def remove(progress: ReadProgress) -> None:
            if progress.read_bytes:
                direct.execute(RemoveImage(name, force=True))
                gate.cut()

        image = read_files(through, name, report=remove)
        through.close()
        direct.close()
    assert isinstance(image.failure, NotFound)
    assert image.failure.message == "redis:latest was removed while it was read."
    assert image.file_count
    assert image.problems


def test_a_connection_that_is_cut_half_way_keeps_what_came(embedded: EmbeddedEngine) -> None:
    with ArchiveGate(embedded.url, passed_bytes=300_000) as gate:
        through = connect(host=gate.url, environment={})

        def cut(progress: ReadProgress) -> None:
            if progress.read_bytes:
                gate.cut()

        image = read_files(through, "redis:latest", report=cut)
        through.close()
    assert isinstance(image.failure, EngineGone)
    assert "broke off" in image.failure.message
    assert image.file_count


def test_what_came_is_kept_where_a_proxy_refuses_in_place_of_the_engine() -> None:
    """The refusal to look for the image once more went up in place of what was read."""
    with EmbeddedEngine(speed=0) as embedded, ArchiveGate(embedded.url, passed_bytes=300_000) as gate:
        through = connect(host=gate.url, environment={})

        def cut(progress: ReadProgress) -> None:
            if progress.read_bytes:
                embedded.faults.fail_next("/images/redis:latest/json", message="no upstream", status=503)
                gate.cut()

        image = read_files(through, "redis:latest", report=cut)
        through.close()
    assert isinstance(image.failure, EngineGone)
    assert image.file_count


def test_reading_stops_at_once_when_cancelled(engine: Engine) -> None:
    cancel = Cancellation()
    with pytest.raises(Cancelled):
        read_files(engine, "python:3.11", report=lambda _: cancel.cancel(), cancel=cancel)

    def cancel_midway(progress: ReadProgress) -> None:
        if progress.read_bytes:
            threading.Thread(target=later.cancel).start()

    later = Cancellation()
    with pytest.raises(Cancelled):
        read_files(engine, "python:3.11", report=cancel_midway, cancel=later)


def test_archives_on_disk_are_read_without_an_engine(archive: Path, tmp_path: Path) -> None:
    image = read_archive(archive)
    assert (image.names, image.file_count) == (("shop:1",), 10)
    oci = tmp_path / "oci.tar"
    oci.write_bytes(oci_layout(APP))
    assert read_archive(oci).file_count == 9


def test_of_several_images_one_must_be_named(tmp_path: Path) -> None:
    path = tmp_path / "two.tar"
    manifest = [{"Config": "c.json", "RepoTags": [name], "Layers": list[str]()} for name in ("a:1", "b:1")]
    names = json.dumps(manifest).encode()
    path.write_bytes(layer(Item("c.json", config_of(())), Item("manifest.json", names)))
    with pytest.raises(InvalidInput, match="a:1, b:1"):
        read_archive(path)
    assert read_archive(path, name="b:1").name == "b:1"
    with pytest.raises(InvalidInput, match="no image c:1"):
        read_archive(path, name="c:1")


def test_an_image_of_several_names_goes_by_the_one_that_was_asked_for(tmp_path: Path) -> None:
    """podman saves an image with many names once, and tells them all."""
    path = tmp_path / "names.tar"
    path.write_bytes(docker_save(APP, names=("a:1", "b:1", "c:1")))
    assert read_archive(path).name == "a:1"
    assert read_archive(path, name="b:1").names == ("b:1", "a:1", "c:1")


def test_what_is_no_archive_says_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.tar"):
        with pytest.raises(InvalidInput):
            read_archive(path)
    (tmp_path / "text").write_text("hello")
    with pytest.raises(ArchiveError):
        read_archive(tmp_path / "text")


def test_a_folder_is_saved_with_its_contents_and_nothing_that_leads_out(
    archive: Path, tmp_path: Path
) -> None:
    image = read_archive(archive)
    tree = final(image)
    node = tree.find("app")
    assert node is not None
    saved = save_to(file_source(archive), image, tree, node, tmp_path)
    target = tmp_path / "app"
    assert saved.path == target
    assert (target / "main.py").read_bytes() == (target / "again.py").read_bytes() == b"print('hello')\n"
    assert (target / "large").read_bytes() == bytes(range(256)) * 5000
    assert (target / "main.py").stat().st_mode & 0o7777 == 0o750
    assert (target / "inside").readlink() == Path("main.py")
    assert (target / "empty").is_dir()
    assert sorted(path for path, _ in saved.left_out) == ["app/absolute", "app/null", "app/outside"]
    assert saved.file_count == 4


def test_saving_never_writes_over_what_is_there(archive: Path, tmp_path: Path) -> None:
    image = read_archive(archive)
    tree = final(image)
    node = tree.find("app/main.py")
    assert node is not None
    (tmp_path / "main.py").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InvalidInput, match="already"):
        save_to(file_source(archive), image, tree, node, tmp_path)
    assert not (tmp_path / "elsewhere").exists()


def test_a_hostile_archive_writes_nothing_outside(tmp_path: Path) -> None:
    """Links to folders with files below them, paths that lead out, links where folders stood."""
    evil = layer(
        link("app/out", "../../../outside"),
        Item("app/out/planted", b"evil"),
        Item("../outside/planted", b"evil"),
        Item("/../outside/planted", b"evil"),
        link("app/abs", str(tmp_path / "outside")),
        Item("app/abs/planted", b"evil"),
        hard_link("app/hard", "../../outside/secret"),
        Item("app/good", b"good"),
    )
    again = layer(link("app/out", "../../outside"), Item("app/out/planted", b"evil"))
    outside, inside = tmp_path / "outside", tmp_path / "a" / "b"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    inside.mkdir(parents=True)
    archive = tmp_path / "evil.tar"
    archive.write_bytes(docker_save(evil, again))
    image = read_archive(archive)
    tree = final(image)
    save_to(file_source(archive), image, tree, tree.root, inside)
    assert [path.name for path in outside.iterdir()] == ["secret"]
    assert (inside / "root/app/good").read_text() == "good"
    below = os.path.realpath(inside)
    written = [Path(place, name) for place, _, names in os.walk(inside) for name in names]
    assert all(os.path.realpath(path).startswith(below) for path in written)
    assert not any(path.name == "hard" for path in written)
    assert image.problems == (
        "Layer 1: Entries that lead out of the image are left out: 2. "
        "Hard links lead to files that are not in the archive: 1.",
    )


def test_what_a_layer_removed_can_be_saved_from_the_layer_below(archive: Path, tmp_path: Path) -> None:
    archive.write_bytes(docker_save(APP, layer(Item("app/.wh.main.py"))))
    image = read_archive(archive)
    tree = file_tree(image.layers, 1)
    node = tree.find("app/main.py")
    assert node is not None
    save_to(file_source(archive), image, tree, node, tmp_path)
    assert (tmp_path / "main.py").read_bytes() == b"print('hello')\n"
