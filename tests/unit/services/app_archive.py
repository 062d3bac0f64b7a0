"""An image of two layers in an archive, with files of every kind."""

from pathlib import Path

from tests.tools.image_tars import Item, docker_save, folder, hard_link, layer, link
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.file_trees import FileTree, final_files

APP = layer(
    folder("app"),
    Item("app/main.py", b"print('hello')\n", mode=0o4750),
    hard_link("app/again.py", "app/main.py"),
    link("app/inside", "main.py"),
    link("app/outside", "../etc/passwd"),
    link("app/absolute", "/etc/passwd"),
    Item("app/null", type=b"3"),
    folder("app/empty"),
    Item("app/large", bytes(range(256)) * 5000),
)


def app_archive(folder: Path) -> Path:
    """The archive, in a folder."""
    path = folder / "app.tar"
    path.write_bytes(docker_save(layer(Item("etc/motd", b"hi")), APP))
    return path


def final(image: ImageFiles) -> FileTree:
    """All files of an image."""
    return final_files(image.layers)
