"""The files of an image as a tree: those of one layer, or all up to and including it, and what it did."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from operator import attrgetter

from workbench.domain.archive.layer_files import FileEntry, FileKind, LayerFiles
from workbench.domain.archive.paths import shown
from workbench.domain.file_nodes import FileNode, LayerStack, Mark, subtree

_HARD_LINK = FileKind.HARD_LINK.value


class FileOrder(Enum):
    """How the files of a folder are sorted."""

    NAME = "name"
    SIZE = "size"


class FileTree:
    """Files below a root, with the layers that their entries come from."""

    def __init__(self, root: FileNode, layers: Sequence[LayerFiles]) -> None:
        self.root = root
        self.layers = layers

    def entry(self, node: FileNode) -> FileEntry | None:
        """What a layer tells of a node; None for a folder that none tells of."""
        return self.layers[node.layer].files.entry(node.number) if node.number >= 0 else None

    def kept(self, path: str) -> str:
        """A record that was kept when the layers were read; empty where there is none."""
        node = self.find(path)
        if node is None or node.number < 0:
            return ""
        return self.layers[node.layer].files.kept.get(node.number, b"").decode(errors="replace")

    def children(self, node: FileNode, order: FileOrder = FileOrder.NAME) -> list[FileNode]:
        """What a folder holds: folders and files alike by name, or the largest first."""
        found = list((node.children or {}).values())
        found.sort(key=attrgetter("name"))
        if order is FileOrder.SIZE:
            found.sort(key=attrgetter("size_bytes"), reverse=True)
        return found

    def find(self, path: str) -> FileNode | None:
        """The node at a path, with or without a slash at its start; None where there is none."""
        node = self.root
        for name in path.encode("utf-8", "surrogateescape").strip(b"/").split(b"/"):
            child = node if not name else (node.children or {}).get(name)
            if child is None:
                return None
            node = child
        return node

    def walk(self, order: FileOrder = FileOrder.NAME) -> Iterator[FileNode]:
        """Every node but the root, from top to bottom as it is drawn when all is unfolded."""
        waiting = [iter(self.children(self.root, order))]
        while waiting:
            node = next(waiting[-1], None)
            if node is None:
                waiting.pop()
                continue
            yield node
            if node.children:
                waiting.append(iter(self.children(node, order)))

    def changes(self) -> Iterator[FileNode]:
        """The files that are marked, from top to bottom; of what came or went with its folder, all."""
        return (node for node in self.walk() if node.mark is not Mark.UNCHANGED and not node.children)

    def only(self, nodes: Iterable[FileNode]) -> "FileTree":
        """These nodes, the folders on the way to them, and all sums and marks anew."""
        root = FileNode(b"", None, -1, -1)
        root.inside = {}
        copies = {id(self.root): root}
        for node in nodes:
            _copy(node, copies)
        _add_up(root, self.layers)
        return FileTree(root, self.layers)


def file_tree(
    layers: Sequence[LayerFiles], last: int, *, first: int | None = None, only_changes: bool = False
) -> FileTree:
    """All files up to and including layer `last`, marked by what the layers `first` to `last` did to them.

    Layers count from 0; without `first` the last one alone is looked at. With `only_changes` the tree holds
    nothing else: the files of that layer.
    """
    stack = LayerStack(layers, marked_from=last if first is None else first)
    for layer in range(last + 1):
        stack.lay(layer)
    _add_up(stack.root, layers)
    tree = FileTree(stack.root, layers)
    if only_changes:
        return tree.only(node for node in subtree(tree.root) if node.mark is not Mark.UNCHANGED)
    return tree


def final_files(layers: Sequence[LayerFiles]) -> FileTree:
    """What a container of the image finds, unmarked."""
    return file_tree(layers, len(layers) - 1, first=len(layers))


def _copy(node: FileNode, copies: dict[int, FileNode]) -> None:
    """Copy a node below a copy of its parent, which is made where it is missing."""
    line: list[FileNode] = []
    current: FileNode | None = node
    while current is not None and id(current) not in copies:
        line.append(current)
        current = current.parent
    for each in reversed(line):
        assert each.parent is not None
        parent = copies[id(each.parent)]
        copied = FileNode(each.name, parent, each.layer, each.number)
        copied.mark = each.mark
        copied.inside = {} if each.is_folder else None
        assert parent.inside is not None
        parent.inside[each.name] = copied
        copies[id(each)] = copied


def _add_up(root: FileNode, layers: Sequence[LayerFiles]) -> None:
    """Give each file its size, each folder its sum and its mark, from the bottom up."""
    nodes = list(subtree(root))
    orphans = _orphaned_links(nodes, layers)
    for node in reversed(nodes):
        if node.inside is None:
            files, number = layers[node.layer].files, node.number
            node.size_bytes = files.sizes[orphans.get(id(node), number)] if number >= 0 else 0
            node.file_count = 1
        parent = node.parent
        if parent is None:
            continue
        if node.mark is not Mark.UNCHANGED and parent.mark is Mark.UNCHANGED:
            parent.mark = Mark.CHANGED
        if node.mark is not Mark.REMOVED or parent.mark is Mark.REMOVED:
            parent.size_bytes += node.size_bytes
            parent.file_count += node.file_count
    root.mark = Mark.UNCHANGED


def _orphaned_links(nodes: Sequence[FileNode], layers: Sequence[LayerFiles]) -> dict[int, int]:
    """Hard links whose first name is gone or is another file by now: what they show is still there.

    By the node's identity the number of the entry that holds the content; of several links, one counts it.
    """
    links = [
        (node, layers[node.layer].files.first_name(node.number))
        for node in nodes
        if node.number >= 0 and layers[node.layer].files.kinds[node.number] == _HARD_LINK
    ]
    if not links:
        return {}
    wanted = {(node.layer, target) for node, target in links}
    for node in nodes:
        if node.number >= 0 and node.mark is not Mark.REMOVED:
            wanted.discard((node.layer, layers[node.layer].files.paths[node.number]))
    found: dict[int, int] = {}
    for node, target in links:
        if node.mark is not Mark.REMOVED and (node.layer, target) in wanted:
            wanted.remove((node.layer, target))
            files = layers[node.layer].files
            if target in files.paths:
                found[id(node)] = files.paths.index(target)
    return found


def name_of(node: FileNode) -> str:
    """A node's name as text."""
    return shown(node.name)
