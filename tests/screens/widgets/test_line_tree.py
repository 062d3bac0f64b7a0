"""The tree: what is open and where the cursor stands outlive new nodes; a hundred thousand nodes hold."""

from collections.abc import Callable, Sequence

import pytest

from screens.widgets.line_tree import LineTree, Span, TreeNode
from tests.screens.widgets.hosts import Host, widget_lines


def leaf(key: str) -> TreeNode:
    return TreeNode(key, f"leaf {key}")


def image(key: str, children: Sequence[TreeNode] | Callable[[], Sequence[TreeNode]]) -> TreeNode:
    return TreeNode(key, f"image {key}", children, trailing="12 MB")


async def test_nodes_fold_and_unfold_by_keys() -> None:
    tree = LineTree()
    async with Host(tree).run_test(size=(40, 10)) as pilot:
        tree.set_root_children([image("a", [leaf("a1"), image("a2", [leaf("deep")])]), leaf("b")])
        await pilot.pause()
        assert [line.split()[0] for line in widget_lines(tree) if line] == ["▶", "leaf"]
        await pilot.press("right")
        assert [line.rstrip() for line in widget_lines(tree)[:4]] == [
            f"{' ▼ image a':<33} 12 MB",
            " ├── leaf a1",
            f"{' └─▶ image a2':<33} 12 MB",
            "   leaf b",
        ]
        await pilot.press("down", "down", "l")
        assert widget_lines(tree)[3] == "   └── leaf deep"
        await pilot.press("right", "left")
        assert tree.cursor_key == "a2"
        await pilot.press("left")
        assert not tree.is_open("a2")
        await pilot.press("left")
        assert tree.cursor_key == "a"
        await pilot.press("plus")
        assert tree.line_count == 5
        await pilot.press("minus")
        assert tree.line_count == 2
        await pilot.press("space")
        assert tree.line_count == 4


async def test_what_is_open_and_the_cursor_outlive_new_nodes() -> None:
    tree = LineTree()
    async with Host(tree).run_test(size=(40, 10)) as pilot:
        tree.set_root_children([image("a", [leaf("a1"), leaf("a2")]), image("b", [leaf("b1")])])
        tree.expand_node("a")
        tree.move_to("a2")
        tree.set_root_children([leaf("new"), image("b", [leaf("b1")]), image("a", [leaf("a0"), leaf("a2")])])
        await pilot.pause()
        assert tree.cursor_key == "a2"
        assert tree.is_open("a")
        assert not tree.is_open("b")
        tree.set_root_children([leaf("new"), image("a", [leaf("a0")])])
        assert tree.line_count == 3


async def test_folding_above_the_cursor_takes_it_along() -> None:
    tree = LineTree()
    host = Host(tree)
    async with host.run_test(size=(40, 10)) as pilot:
        tree.set_root_children([leaf("0"), image("a", [image("b", [leaf("c")])]), leaf("z")])
        assert tree.move_to("c")
        assert tree.line_count == 5
        tree.collapse_node("a")
        assert tree.cursor_key == "a"
        tree.expand_node("a")
        assert tree.line_count == 5
        await pilot.pause()
    told = [each.node.key for each in host.told if isinstance(each, LineTree.Highlighted) and each.node]
    assert told == ["0", "c", "a"]


async def test_an_ancestor_takes_the_cursor_of_a_node_that_is_gone() -> None:
    tree = LineTree()
    async with Host(tree).run_test(size=(40, 10)):
        tree.set_root_children([leaf("0"), image("a", [leaf("a1")])])
        tree.move_to("a1")
        tree.set_root_children([image("a", [leaf("other")]), leaf("0")])
        assert tree.cursor_key == "a"
        assert not tree.move_to("a1")


async def test_lazy_children_are_found_once_and_only_when_unfolded() -> None:
    calls: list[str] = []

    def find() -> list[TreeNode]:
        calls.append("x")
        return [leaf("found")]

    tree = LineTree()
    async with Host(tree).run_test(size=(40, 10)) as pilot:
        tree.set_root_children([image("lazy", find), image("none", [])])
        await pilot.pause()
        assert widget_lines(tree)[0].startswith(" ▶")
        assert not widget_lines(tree)[1].startswith(" ▶")
        assert calls == []
        await pilot.press("enter", "enter", "enter")
        assert calls == ["x"]
        assert "leaf found" in widget_lines(tree)[1]


async def test_enter_and_a_second_click_choose_and_unfold() -> None:
    tree = LineTree()
    host = Host(tree)
    async with host.run_test(size=(40, 10)) as pilot:
        tree.set_root_children([leaf("0"), image("a", [leaf("a1")])])
        await pilot.press("enter")
        await pilot.click(tree, offset=(6, 1))
        assert tree.line_count == 2
        await pilot.click(tree, offset=(6, 1))
        assert tree.line_count == 3
        await pilot.pause()
    assert [each.node.key for each in host.told if isinstance(each, LineTree.Chosen)] == ["0", "a"]


async def test_labels_are_text_cut_before_what_stands_at_the_edge() -> None:
    tree = LineTree()
    label = (Span("RUN [b]pip[/b] \x1b]0;x\x07", "accent"), Span("install " * 50, "muted"))
    async with Host(tree).run_test(size=(40, 10)) as pilot:
        tree.set_root_children([TreeNode("a", label, trailing=(Span("███ ", "good"), Span("\x1b[2J12 MB")))])
        await pilot.pause()
        line = widget_lines(tree)[0]
        assert line.startswith("   RUN [b]pip[/b] install")
        assert line.endswith("… ███ 12 MB")
        assert tree.render_line(0).cell_length == 40
        await pilot.resize_terminal(20, 10)
        await pilot.pause()
        assert widget_lines(tree)[0].endswith("…")
        assert "12 MB" not in widget_lines(tree)[0]


async def test_no_nodes_say_what_to_do() -> None:
    tree = LineTree(empty_text="No image chosen.\nPress 2.")
    async with Host(tree).run_test(size=(40, 10)) as pilot:
        await pilot.press("right", "left", "space", "enter", "plus", "minus", "G")
        assert [line.strip() for line in widget_lines(tree) if line] == ["No image chosen.", "Press 2."]
        assert tree.cursor_node is None


@pytest.mark.long
async def test_a_hundred_thousand_nodes_and_any_depth_hold() -> None:
    deep = leaf("bottom")
    for level in range(5_000):
        deep = image(f"level-{level}", [deep])
    tree = LineTree()
    async with Host(tree).run_test(size=(60, 20)) as pilot:
        tree.set_root_children(
            [image(f"{i}", [leaf(f"{i}/{j}") for j in range(99)]) for i in range(1_000)] + [deep]
        )
        tree.expand_all()
        assert tree.line_count == 105_001
        await pilot.press("end")
        assert tree.cursor_key == "bottom"
        assert all(tree.render_line(y).cell_length == 60 - tree.scrollbar_size_vertical for y in range(20))
        tree.collapse_node("5")
        assert tree.line_count == 104_902
        assert tree.cursor_key == "bottom"
