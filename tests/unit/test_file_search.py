"""Files found by text and by regular expression."""

import re

import pytest

from tests.tools.image_tars import Item, docker_save, layer, reading
from workbench.domain.archive.image_layouts import images_of
from workbench.domain.archive.members import scan_members
from workbench.domain.errors import InvalidInput
from workbench.domain.file_nodes import Mark
from workbench.domain.file_search import FileSearch, path_pattern
from workbench.domain.file_trees import FileTree, file_tree, final_files


def tree_of(*names: str) -> FileTree:
    tar = layer(*(Item(name, b"x" * index) for index, name in enumerate(names, 1)))
    [image] = images_of(scan_members(reading(docker_save(tar))))
    return final_files(image.layers)


TREE = tree_of("app/Main.py", "app/main.pyc", "etc/main", "line\nend/x", "usr/lib/libz.so")


def found(text: str, *, is_regex: bool = False) -> list[str]:
    return [node.path for node in FileSearch(TREE).matches(path_pattern(text, is_regex=is_regex))]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("main", ["app/Main.py", "app/main.pyc", "etc/main"]),
        ("Main", ["app/Main.py"]),
        ("p/m", ["app/Main.py", "app/main.pyc"]),
        (".py", ["app/Main.py", "app/main.pyc"]),
        ("nothing", []),
        ("etc/main\nline", []),
    ],
)
def test_text_is_found_anywhere_in_a_path_as_it_is(text: str, paths: list[str]) -> None:
    assert found(text) == paths


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        (r"\.py$", ["app/Main.py"]),
        (r"^etc", ["etc", "etc/main"]),
        (r"main[^/]*$", ["app/Main.py", "app/main.pyc", "etc/main"]),
        (r"main\W+usr", []),
        (r"\.so$", ["usr/lib/libz.so"]),
    ],
)
def test_an_expression_is_looked_for_in_each_path_alone(text: str, paths: list[str]) -> None:
    assert found(text, is_regex=True) == paths


EXPRESSIONS = (
    "^ $ . .* main ^app/.*py ma*in i?n [m]ain a|t (e)tc n{1} m.?in ma.+n Ma x$ "
    r"\. ^app/ma.n\.py.$ \bmain \w+\.so lib\/ \\ \d"
).split()


@pytest.mark.parametrize("expression", ["", *EXPRESSIONS])
def test_what_an_expression_needs_hides_no_match(expression: str) -> None:
    """A quick look for a needed text goes before the expression: it must find the same."""
    folded = expression == expression.lower()
    paths = [node.path for node in TREE.walk()]
    expected = [path for path in paths if re.search(expression, path.lower() if folded else path)]
    assert found(expression, is_regex=True) == expected


def test_an_empty_pattern_finds_all() -> None:
    assert found("") == [node.path for node in TREE.walk()]


def test_what_is_found_stands_in_a_tree_with_its_own_sums() -> None:
    filtered = FileSearch(TREE).filtered(path_pattern("main"))
    assert [node.path for node in filtered.walk()] == [
        "app",
        "app/Main.py",
        "app/main.pyc",
        "etc",
        "etc/main",
    ]
    assert (filtered.root.size_bytes, filtered.root.file_count) == (6, 3)
    assert TREE.root.file_count == 5


def test_what_is_found_in_a_removed_folder_counts_in_it_alone() -> None:
    base = layer(Item("old/a.py", b"one"), Item("old/b.txt", b"b"), Item("kept/c.py", b"other"))
    [image] = images_of(scan_members(reading(docker_save(base, layer(Item(".wh.old"))))))
    filtered = FileSearch(file_tree(image.layers, 1)).filtered(path_pattern("py"))
    old = filtered.find("old")
    assert old is not None
    assert (old.mark, old.size_bytes, old.file_count) == (Mark.REMOVED, 3, 1)
    assert (filtered.root.size_bytes, filtered.root.file_count) == (5, 1)


def test_a_folder_that_alone_matches_is_shown_empty() -> None:
    filtered = FileSearch(TREE).filtered(path_pattern("^usr/lib$", is_regex=True))
    assert [node.path for node in filtered.walk()] == ["usr", "usr/lib"]
    assert [node.is_folder for node in filtered.walk()] == [True, True]
    assert filtered.root.file_count == 0


def test_what_is_found_is_the_same_each_time_it_is_looked_at() -> None:
    """The cursor stays on a file by its node."""
    filtered = FileSearch(TREE).filtered(path_pattern("main"))
    assert filtered.find("app/Main.py") is filtered.children(filtered.children(filtered.root)[0])[0]


def test_an_empty_tree_has_nothing_to_find() -> None:
    assert list(FileSearch(tree_of()).matches(path_pattern(""))) == []


def test_what_is_no_expression_says_so() -> None:
    with pytest.raises(InvalidInput, match="no regular expression"):
        path_pattern("(", is_regex=True)
    assert path_pattern("(").is_in("A(b")
    assert not path_pattern("A").is_in("a")
