"""Layers laid upon one another, as the engine lays them: a tree of what a container finds.

The rules are those of the OCI image-spec's layer.md: a whiteout hides what lower layers hold, never what its
own layer brings, in whichever order a layer tells of them.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum

from workbench.domain.archive.layer_files import FileKind, FileTable, LayerFiles
from workbench.domain.archive.paths import shown

_REMOVED, _EMPTIED, _FOLDER = FileKind.REMOVED.value, FileKind.EMPTIED.value, FileKind.FOLDER.value


class Mark(Enum):
    """What the layers that are looked at did to a file; a folder is changed when anything in it is."""

    UNCHANGED = " "
    ADDED = "+"
    CHANGED = "~"
    REMOVED = "-"


class FileNode:
    """One file or folder; `layer` and `number` say which entry it is, a number of -1 that it has none.

    A folder's size is the sum of what is in it, without what was removed.
    """

    __slots__ = ("file_count", "inside", "layer", "mark", "name", "number", "parent", "size_bytes")

    def __init__(self, name: bytes, parent: "FileNode | None", layer: int, number: int) -> None:
        self.name = name
        self.parent = parent
        self.layer = layer
        self.number = number
        self.mark = Mark.UNCHANGED
        self.inside: dict[bytes, FileNode] | None = None
        self.size_bytes = 0
        self.file_count = 0

    @property
    def children(self) -> "dict[bytes, FileNode] | None":
        """What it holds by name; None for what is no folder."""
        return self.inside

    @property
    def is_folder(self) -> bool:
        """Whether it may hold others."""
        return self.inside is not None

    @property
    def raw_path(self) -> bytes:
        """Its path inside the image, as bytes."""
        names = [self.name]
        above = self.parent
        while above is not None:
            names.append(above.name)
            above = above.parent
        return b"/".join(reversed(names)).removeprefix(b"/")

    @property
    def path(self) -> str:
        """Its path inside the image, without a slash at its start."""
        return shown(self.raw_path)


Death = Callable[[FileNode, int, int], None]
"""Told of an entry that a layer hides: the node as it was, the layer, and its entry in place of it or -1."""


def subtree(node: FileNode) -> Iterator[FileNode]:
    """A node and all below it, each folder before what it holds."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        if children := current.children:
            waiting.extend(children.values())


class LayerStack:
    """Lays layers upon one another; from `marked_from` on it marks what they do and keeps what they hide."""

    def __init__(
        self, layers: Sequence[LayerFiles], *, marked_from: int | None = None, death: Death | None = None
    ) -> None:
        self.root = FileNode(b"", None, -1, -1)
        self.root.inside = {}
        self._layers = layers
        self._marked_from = len(layers) if marked_from is None else marked_from
        self._death = death

    def lay(self, layer: int) -> None:
        """Put the next layer on top."""
        table = self._layers[layer].files
        kinds = table.kinds
        for number, kind in enumerate(kinds):
            if kind == _REMOVED:
                if (node := self.find(table.paths[number])) is not None and node.parent is not None:
                    self._hide(node, layer)
            elif kind == _EMPTIED and (node := self.find(table.paths[number])) is not None:
                for child in list((node.inside or {}).values()):
                    self._hide(child, layer)
        last_folder, parent = b"", self.root
        for number, path in enumerate(table.paths):
            if kinds[number] in (_REMOVED, _EMPTIED):
                continue
            folder, _, name = path.rpartition(b"/")
            if folder != last_folder or parent.inside is None:
                last_folder, parent = folder, self._folder(folder, layer)
            self._put(parent, name, layer, number, table)

    def find(self, path: bytes) -> FileNode | None:
        """The node at a path; None where there is none, or it was removed."""
        node = self.root
        for name in path.split(b"/") if path else ():
            child = node.inside.get(name) if node.inside else None
            if child is None or child.mark is Mark.REMOVED:
                return None
            node = child
        return node

    def _folder(self, path: bytes, layer: int) -> FileNode:
        """The folder at a path; those that no layer tells of are made."""
        node = self.root
        for name in path.split(b"/") if path else ():
            children = self._children(node)
            child = children.get(name)
            if child is None or child.mark is Mark.REMOVED:
                was_there = child is not None
                child = children[name] = FileNode(name, node, layer, -1)
                self._mark(child, layer, was_there=was_there)
            node = child
        self._children(node)
        return node

    @staticmethod
    def _children(node: FileNode) -> dict[bytes, FileNode]:
        if node.inside is None:
            node.inside = {}
        return node.inside

    def _put(self, parent: FileNode, name: bytes, layer: int, number: int, table: FileTable) -> None:
        children = self._children(parent)
        before = children.get(name)
        is_folder = table.kinds[number] == _FOLDER
        if before is None:
            node = children[name] = FileNode(name, parent, layer, number)
            node.inside = {} if is_folder else None
            if layer >= self._marked_from:
                node.mark = Mark.ADDED
            return
        was_removed, was_new = before.mark is Mark.REMOVED, before.mark is Mark.ADDED
        if is_folder and before.inside is not None and not was_removed:
            is_same = self._is_same_folder(before, table, number)
            before.layer, before.number = layer, number
            if not (is_same or was_new):
                self._mark(before, layer, was_there=True)
            return
        if not was_removed:
            self._bury(before, layer, number)
        node = children[name] = FileNode(name, parent, layer, number)
        node.inside = {} if is_folder else None
        self._mark(node, layer, was_there=not was_new)

    def _is_same_folder(self, before: FileNode, table: FileTable, number: int) -> bool:
        """Whether a folder comes again just as it was: layers bring the folders of their files along."""
        if before.number < 0:
            return before.layer >= self._marked_from
        old, other = self._layers[before.layer].files, before.number
        return (old.modes[other], old.uids[other], old.gids[other]) == (
            table.modes[number],
            table.uids[number],
            table.gids[number],
        )

    def _mark(self, node: FileNode, layer: int, *, was_there: bool) -> None:
        if layer >= self._marked_from:
            node.mark = Mark.CHANGED if was_there else Mark.ADDED

    def _hide(self, node: FileNode, layer: int) -> None:
        """Take a node away, or mark all of it as removed where that is to be seen."""
        self._bury(node, layer, -1)
        parent = node.parent
        if parent is None or parent.inside is None:
            return
        if layer < self._marked_from or node.mark is Mark.ADDED:
            del parent.inside[node.name]
            return
        for each in list(subtree(node)):
            if each.mark is Mark.ADDED and each.parent is not None and each.parent.inside is not None:
                del each.parent.inside[each.name]
            else:
                each.mark = Mark.REMOVED

    def _bury(self, node: FileNode, layer: int, replacement: int) -> None:
        """Tell of every entry that is hidden with a node; only the node itself may have one in its place."""
        if self._death is None:
            return
        for each in subtree(node):
            if each.number >= 0 and each.mark is not Mark.REMOVED:
                self._death(each, layer, replacement if each is node else -1)
