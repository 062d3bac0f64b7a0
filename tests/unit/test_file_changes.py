"""From one change to the next, over what did not change."""

from tests.tools.image_tars import Item, folder, layer
from tests.unit.test_file_trees import layers_of
from workbench.domain.file_changes import next_change
from workbench.domain.file_nodes import FileNode
from workbench.domain.file_trees import FileOrder, FileTree, file_tree

BASE = layer(folder("a"), Item("a/old", b"1"), Item("b", b"1"), folder("d"), Item("d/z", b"1" * 50))
APP = layer(Item("a/new", b"22"), Item("d/z", b"3" * 9), Item("d/.wh.y"), Item("e", b"1"), folder("void"))


def tree() -> FileTree:
    return file_tree(layers_of(BASE, APP), 1)


def way(found: FileTree, order: FileOrder = FileOrder.NAME, *, backwards: bool = False) -> list[str]:
    paths: list[str] = []
    node: FileNode | None = next_change(found, None, order, backwards=backwards)
    while node is not None:
        paths.append(node.path)
        node = next_change(found, node, order, backwards=backwards)
    return paths


def test_every_change_is_come_by_in_the_order_of_the_tree() -> None:
    assert way(tree()) == ["a/new", "d/z", "e", "void"]
    assert way(tree(), backwards=True) == ["void", "e", "d/z", "a/new"]
    assert way(tree(), FileOrder.SIZE) == ["d/z", "a/new", "e", "void"]


def test_the_way_goes_on_from_what_did_not_change() -> None:
    found = tree()
    after, before = next_change(found, found.find("b")), next_change(found, found.find("b"), backwards=True)
    assert after is not None
    assert after.path == "d/z"
    assert before is not None
    assert before.path == "a/new"
    inside = next_change(found, found.find("d"))
    assert inside is not None
    assert inside.path == "d/z"


def test_a_tree_a_thousand_folders_deep_is_walked() -> None:
    deep = "/".join("a" * 1500)
    found = file_tree(layers_of(BASE, layer(Item(deep, b"1"))), 1)
    assert way(found) == [deep]
