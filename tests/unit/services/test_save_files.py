"""Files of an image saved to this machine: what is replaced, and what is taken back."""

from pathlib import Path

import pytest

from tests.tools.image_tars import Item, docker_save, folder, layer
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import Cancelled, InvalidInput
from workbench.domain.file_nodes import FileNode
from workbench.domain.file_trees import FileTree, final_files
from workbench.services.image_sources import ArchiveReader, file_source
from workbench.services.read_files import ReadProgress, read_archive, reported
from workbench.services.save_files import save_to

APP = layer(folder("app"), Item("app/one", b"1" * 3000), Item("app/two", b"2" * 3000))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "image.tar"
    path.write_bytes(docker_save(APP))
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "chosen"
    path.mkdir()
    return path


def found(archive: Path, path: str) -> tuple[ImageFiles, FileTree, FileNode]:
    image = read_archive(archive)
    tree = final_files(image.layers)
    node = tree.find(path)
    assert node is not None
    return image, tree, node


def test_a_plain_file_is_replaced_whole_where_that_is_asked_for(archive: Path, target: Path) -> None:
    (target / "one").write_text("mine")
    saved = save_to(file_source(archive), *found(archive, "app/one"), target, replaces=True)
    assert saved.path == target / "one"
    assert (target / "one").read_bytes() == b"1" * 3000
    assert [path.name for path in target.iterdir()] == ["one"]


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_a_folder_and_a_link_are_never_replaced(archive: Path, target: Path, kind: str) -> None:
    place = target / "one"
    if kind == "folder":
        place.mkdir()
    else:
        place.symlink_to(target / "elsewhere")
    with pytest.raises(InvalidInput, match="already"):
        save_to(file_source(archive), *found(archive, "app/one"), target, replaces=True)
    assert place.is_dir() or place.is_symlink()
    assert not (target / "elsewhere").exists()


def test_a_file_never_takes_the_place_of_one_for_a_folder(archive: Path, target: Path) -> None:
    (target / "app").write_text("mine")
    with pytest.raises(InvalidInput, match="already"):
        save_to(file_source(archive), *found(archive, "app"), target, replaces=True)
    assert (target / "app").read_text() == "mine"


@pytest.mark.parametrize("path", ["app", "app/one"])
def test_what_was_cancelled_leaves_nothing(archive: Path, target: Path, path: str) -> None:
    cancel = Cancellation()

    def source() -> ArchiveReader:
        cancel.cancel()
        return file_source(archive)()

    with pytest.raises(Cancelled):
        save_to(source, *found(archive, path), target, cancel=cancel)
    assert list(target.iterdir()) == []


def test_a_cancelled_replacement_leaves_the_old_file(archive: Path, target: Path) -> None:
    (target / "one").write_text("mine")
    cancel = Cancellation()
    cancel.cancel()
    with pytest.raises(Cancelled):
        save_to(file_source(archive), *found(archive, "app/one"), target, replaces=True, cancel=cancel)
    assert (target / "one").read_text() == "mine"
    assert [path.name for path in target.iterdir()] == ["one"]


def test_reading_for_a_content_is_reported(archive: Path, target: Path) -> None:
    told: list[ReadProgress] = []
    source = reported(file_source(archive), 10_000, told.append)
    save_to(source, *found(archive, "app/two"), target)
    assert told[0].is_preparing
    assert told[-1].read_bytes >= 6000
