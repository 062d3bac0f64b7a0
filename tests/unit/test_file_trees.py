"""Layers laid upon one another: what a container finds, and what each layer did."""

from collections.abc import Sequence

import pytest

from tests.tools.image_tars import Item, docker_save, folder, hard_link, layer, link, reading
from workbench.domain.archive.image_layouts import images_of
from workbench.domain.archive.layer_files import LayerFiles
from workbench.domain.archive.members import scan_members
from workbench.domain.file_nodes import Mark
from workbench.domain.file_trees import FileOrder, FileTree, file_tree, final_files

BASE = layer(
    folder("etc"),
    Item("etc/a", b"1"),
    Item("etc/b", b"22"),
    folder("var"),
    folder("var/x"),
    Item("var/x/y", b"333"),
)


def layers_of(*tars: bytes) -> Sequence[LayerFiles]:
    [image] = images_of(scan_members(reading(docker_save(*tars))))
    assert image.problems == ()
    return image.layers


def shown(tree: FileTree) -> list[str]:
    return [f"{node.mark.value}{node.path}" for node in tree.walk()]


def final(*tars: bytes) -> list[str]:
    return [node.path for node in final_files(layers_of(*tars)).walk()]


def test_a_layer_marks_what_it_added_changed_and_removed() -> None:
    app = layer(Item("etc/.wh.a"), Item("etc/b", b"four"), Item("etc/c", b"new"))
    layers = layers_of(BASE, app)
    assert shown(file_tree(layers, 1)) == ["~etc", "-etc/a", "~etc/b", "+etc/c", " var", " var/x", " var/x/y"]
    assert shown(file_tree(layers, 1, only_changes=True)) == ["~etc", "-etc/a", "~etc/b", "+etc/c"]
    assert shown(file_tree(layers, 1, first=0))[0] == "+etc"


def test_sizes_add_up_without_what_was_removed() -> None:
    layers = layers_of(BASE, layer(Item("etc/.wh.a"), Item("etc/b", b"four")))
    tree = file_tree(layers, 1)
    etc, root = tree.find("etc"), tree.root
    assert etc is not None
    assert (etc.size_bytes, etc.file_count) == (4, 1)
    assert (root.size_bytes, root.file_count) == (7, 2)
    removed = tree.find("/etc/a")
    assert removed is not None
    assert (removed.mark, removed.size_bytes) == (Mark.REMOVED, 1)


def test_a_folder_that_comes_again_as_it_was_is_unchanged() -> None:
    """Layers bring along the folders of their files."""
    tree = file_tree(layers_of(BASE, layer(folder("var"), folder("var/x"), folder("etc", mode=0o700))), 1)
    marks = {node.path: node.mark for node in tree.walk()}
    assert marks["var/x"] is Mark.UNCHANGED
    assert marks["etc"] is Mark.CHANGED


def test_a_whiteout_hides_only_lower_layers_wherever_it_stands() -> None:
    for items in (
        (Item("etc/.wh.a"), Item("etc/a", b"new")),
        (Item("etc/a", b"new"), Item("etc/.wh.a")),
    ):
        layers = layers_of(BASE, layer(*items))
        assert "~etc/a" in shown(file_tree(layers, 1))
        assert "etc/a" in final(BASE, layer(*items))


@pytest.mark.parametrize("order", [1, -1])
def test_an_opaque_folder_holds_only_what_its_own_layer_brings(order: int) -> None:
    items = (Item("var/x/.wh..wh..opq"), Item("var/x/new", b"1"))[::order]
    layers = layers_of(BASE, layer(*items))
    assert final(BASE, layer(*items)) == ["etc", "etc/a", "etc/b", "var", "var/x", "var/x/new"]
    assert shown(file_tree(layers, 1, only_changes=True)) == ["~var", "~var/x", "+var/x/new", "-var/x/y"]


def test_a_removed_folder_takes_all_with_it() -> None:
    layers = layers_of(BASE, layer(Item(".wh.var")))
    assert shown(file_tree(layers, 1, only_changes=True)) == ["-var", "-var/x", "-var/x/y"]
    assert final(BASE, layer(Item(".wh.var"))) == ["etc", "etc/a", "etc/b"]


def test_the_root_can_be_emptied() -> None:
    assert final(BASE, layer(Item(".wh..wh..opq"), Item("only", b"x"))) == ["only"]


def test_a_file_in_place_of_a_folder_and_back() -> None:
    as_file = layer(Item("var", b"file"))
    assert final(BASE, as_file) == ["etc", "etc/a", "etc/b", "var"]
    assert final(BASE, as_file, layer(folder("var"), Item("var/z", b"1")))[-2:] == ["var", "var/z"]


def test_what_came_and_went_between_leaves_no_mark() -> None:
    layers = layers_of(BASE, layer(Item("tmp/build", b"x")), layer(Item("tmp/.wh.build"), Item("etc/.wh.a")))
    assert shown(file_tree(layers, 2, first=1, only_changes=True)) == ["~etc", "-etc/a", "+tmp"]


def test_what_was_removed_and_came_back_is_changed() -> None:
    layers = layers_of(BASE, layer(Item("etc/.wh.a")), layer(Item("etc/a", b"again")))
    assert "~etc/a" in shown(file_tree(layers, 2, first=1))
    assert "+etc/a" in shown(file_tree(layers, 2))


def test_the_last_of_two_entries_with_one_name_counts() -> None:
    tree = final_files(layers_of(layer(Item("a", b"1"), Item("a", b"22"))))
    assert [(node.path, node.size_bytes) for node in tree.walk()] == [("a", 2)]


def test_a_whiteout_of_nothing_changes_nothing() -> None:
    assert final(BASE, layer(Item("no/.wh.such"), Item(".wh.thing"))) == final(BASE)


def test_folders_that_no_layer_tells_of_are_there() -> None:
    tree = final_files(layers_of(layer(Item("opt/tool/bin/run", b"x", mode=0o755))))
    assert [node.path for node in tree.walk()] == ["opt", "opt/tool", "opt/tool/bin", "opt/tool/bin/run"]
    made = tree.find("opt/tool")
    assert made is not None
    assert tree.entry(made) is None


def test_a_hard_link_counts_its_bytes_once() -> None:
    tree = final_files(layers_of(layer(Item("a", b"12345"), hard_link("b", "a"), link("c", "a"))))
    assert [node.size_bytes for node in tree.walk()] == [5, 0, 1]
    assert tree.root.size_bytes == 6


def test_a_hard_link_keeps_the_bytes_of_a_first_name_that_went() -> None:
    """Seen in a container: giving a file away parts it from its other name, which keeps the old content."""
    linked = layer(Item("a", b"12345"), hard_link("b", "a"), hard_link("c", "a"))
    for change in (Item(".wh.a"), Item("a", b"1")):
        tree = final_files(layers_of(linked, layer(change)))
        sizes = [node.size_bytes for node in tree.walk() if node.name != b"a"]
        assert sorted(sizes) == [0, 5]


def test_folders_are_sorted_by_name_or_by_size() -> None:
    tree = final_files(layers_of(BASE))
    assert [node.path for node in tree.children(tree.root)] == ["etc", "var"]
    assert [node.path for node in tree.walk(FileOrder.SIZE)] == [
        "etc",
        "etc/b",
        "etc/a",
        "var",
        "var/x",
        "var/x/y",
    ]


def test_the_changes_stand_in_the_order_of_the_tree() -> None:
    layers = layers_of(BASE, layer(Item("var/x/.wh.y"), Item("etc/b", b"?"), Item("zz", b"1")))
    assert [node.path for node in file_tree(layers, 1).changes()] == ["etc/b", "var/x/y", "zz"]


def test_very_deep_paths_are_walked() -> None:
    deep = "/".join("a" * 1 for _ in range(2000))
    tree = final_files(layers_of(layer(Item(deep, b"x")), layer(Item(f"{deep[:-2]}/.wh.a"))))
    assert sum(1 for _ in tree.walk()) == 1999
