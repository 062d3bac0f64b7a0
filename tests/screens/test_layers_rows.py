"""The rows of a tree of files: what they say, and how many levels are unfolded at once."""

from collections.abc import Callable

from screens.file_rows import file_facts, file_nodes, folders_to_unfold
from screens.widgets.spans import Label
from tests.tools.image_tars import Item, hard_link, layer, link
from tests.unit.test_file_trees import layers_of
from workbench.domain.file_trees import FileOrder, FileTree, final_files

BASE = layer(Item("a/b/c/one", b"1"), Item("a/b/c/two", b"1"), Item("a/x", b"1"), Item("z", b"1"))


def label_text(label: Label | Callable[[], Label]) -> str:
    made = label() if callable(label) else label
    return made if isinstance(made, str) else "".join(span.text for span in made)


def tree() -> FileTree:
    return final_files(layers_of(BASE))


def test_a_hard_link_is_told_from_a_relative_link() -> None:
    files = final_files(
        layers_of(layer(Item("srv/a", b"1"), hard_link("srv/h", "srv/a"), link("srv/s", "a")))
    )
    [srv] = file_nodes(files, FileOrder.NAME)
    rows = srv.children
    assert callable(rows)
    assert [label_text(row.label) for row in rows()] == ["  a", "  h hard link to /srv/a", "  s → a"]
    nodes = [files.find(f"srv/{name}") for name in "hs"]
    told = [file_facts(files, node)[-1] for node in nodes if node is not None]
    assert told == ["hard link to /srv/a", "symbolic link → a"]


def test_all_levels_are_unfolded_where_that_is_not_too_much() -> None:
    assert folders_to_unfold(tree(), 100) == (["a", "a/b", "a/b/c"], True)


def test_whole_levels_are_unfolded_up_to_so_many_lines() -> None:
    assert folders_to_unfold(tree(), 5) == (["a", "a/b"], False)


def test_the_first_level_is_unfolded_in_any_case() -> None:
    assert folders_to_unfold(tree(), 1) == (["a"], False)
