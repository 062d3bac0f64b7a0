"""How many levels of a tree of files are unfolded at once."""

from screens.file_rows import folders_to_unfold
from tests.tools.image_tars import Item, layer
from tests.unit.test_file_trees import layers_of
from workbench.domain.file_trees import FileTree, final_files

BASE = layer(Item("a/b/c/one", b"1"), Item("a/b/c/two", b"1"), Item("a/x", b"1"), Item("z", b"1"))


def tree() -> FileTree:
    return final_files(layers_of(BASE))


def test_all_levels_are_unfolded_where_that_is_not_too_much() -> None:
    assert folders_to_unfold(tree(), 100) == (["a", "a/b", "a/b/c"], True)


def test_whole_levels_are_unfolded_up_to_so_many_lines() -> None:
    assert folders_to_unfold(tree(), 5) == (["a", "a/b"], False)


def test_the_first_level_is_unfolded_in_any_case() -> None:
    assert folders_to_unfold(tree(), 1) == (["a"], False)
