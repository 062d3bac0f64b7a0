"""The layer forest: shared runs stand once, and nothing is lost."""

from workbench.domain.forest import forest_totals, layer_forest
from workbench.domain.layers import ForestImage, ForestNode


def image(name: str, layers: str, *, tagged: bool = True) -> ForestImage:
    """An image whose layers are the letters; each letter weighs its place in the alphabet."""
    sizes = tuple(ord(each) - ord("a") + 1 for each in layers)
    return ForestImage(f"id-{name}", (name,) if tagged else (), tuple(layers), sizes)


def drawn(nodes: tuple[ForestNode, ...]) -> list[object]:
    """The forest as nested lists: the run, the images that end there, the children."""
    return [
        ["".join(node.diff_ids), [each.id for each in node.images], drawn(node.children)] for node in nodes
    ]


def test_a_run_that_the_same_images_share_is_one_node() -> None:
    forest = layer_forest([image("app", "abcx"), image("base", "abc"), image("other", "abcyz")])
    assert drawn(forest) == [["abc", ["id-base"], [["x", ["id-app"], []], ["yz", ["id-other"], []]]]]


def test_images_that_part_in_the_middle_get_a_node_with_no_image() -> None:
    forest = layer_forest([image("one", "abx"), image("two", "aby")])
    assert drawn(forest) == [["ab", [], [["x", ["id-one"], []], ["y", ["id-two"], []]]]]


def test_images_with_the_same_layers_end_in_the_same_node() -> None:
    forest = layer_forest([image("two", "ab"), image("one", "ab")])
    assert drawn(forest) == [["ab", ["id-one", "id-two"], []]]


def test_an_image_listed_twice_stands_once() -> None:
    assert layer_forest([image("one", "ab"), image("one", "ab")])[0].image_count == 1


def test_trees_stand_in_the_order_of_names_with_nameless_ones_last() -> None:
    forest = layer_forest([image("aaa", "p", tagged=False), image("zoo", "q"), image("ant", "r")])
    assert [node.images[0].id for node in forest] == ["id-ant", "id-zoo", "id-aaa"]


def test_an_image_without_layers_is_not_left_out() -> None:
    forest = layer_forest([image("empty", ""), image("app", "a")])
    assert drawn(forest) == [["a", ["id-app"], []], ["", ["id-empty"], []]]


def test_sizes_and_counts_are_those_of_the_shared_run() -> None:
    [root] = layer_forest([image("app", "abc"), image("base", "ab"), image("other", "abd")])
    assert root.size_bytes == 3
    assert root.image_count == 3
    assert [child.size_bytes for child in root.children] == [3, 4]


def test_no_image_no_forest() -> None:
    assert layer_forest([]) == ()


def test_removing_an_image_frees_what_is_its_own_alone() -> None:
    forest = layer_forest([image("app", "abx"), image("base", "ab"), image("twin", "q"), image("other", "q")])
    [base, twins] = sorted(forest, key=lambda node: node.diff_ids)
    assert base.frees_bytes == 0
    assert base.children[0].frees_bytes == ord("x") - ord("a") + 1
    assert twins.frees_bytes == 0


def test_a_shared_layer_is_stored_once_and_summed_for_each_image() -> None:
    totals = forest_totals(layer_forest([image("app", "abc"), image("base", "ab", tagged=False)]))
    assert (totals.stored_bytes, totals.summed_bytes) == (6, 9)
    assert (totals.image_count, totals.dangling_count, totals.used_count) == (2, 1, 0)
