"""Goes from one changed file of a tree to the next, past all folders in which nothing changed."""

from workbench.domain.file_nodes import FileNode, Mark
from workbench.domain.file_trees import FileOrder, FileTree


def next_change(
    tree: FileTree, node: FileNode | None, order: FileOrder = FileOrder.NAME, *, backwards: bool = False
) -> FileNode | None:
    """The nearest marked file after (or before) a node as the tree is drawn; without a node the first (last).

    A marked folder with nothing in it counts as a file. After the last one comes none.
    """
    if node is None or node is tree.root:
        return _first_change(tree, [tree.root], order, backwards)
    if not backwards and node.children:
        inside = _first_change(tree, tree.children(node, order), order, backwards)
        if inside is not None:
            return inside
    while node.parent is not None:
        siblings = tree.children(node.parent, order)
        place = siblings.index(node)
        found = _first_change(
            tree, siblings[:place] if backwards else siblings[place + 1 :], order, backwards
        )
        if found is not None:
            return found
        node = node.parent
    return None


def _first_change(
    tree: FileTree, nodes: list[FileNode], order: FileOrder, backwards: bool
) -> FileNode | None:
    """The first changed file of these and all below them; the last one when going backwards."""
    waiting = list(nodes) if backwards else list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        if node.mark is Mark.UNCHANGED and node is not tree.root:
            continue
        if not node.children:
            return node
        children = tree.children(node, order)
        waiting.extend(children if backwards else reversed(children))
    return None
