"""The files that a search found, as a tree whose folders are filled when they are looked into."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import compress

from workbench.domain.file_nodes import FileNode, Mark


class Preorder:
    """The nodes of a tree in one list, each before what it holds, with what every search needs of them."""

    def __init__(self, nodes: Sequence[FileNode], parents: Sequence[int]) -> None:
        self.nodes = nodes
        self.parents = parents
        self.ends = _ends(parents)
        """For each node the place after the last one below it."""
        self.sizes = array("q", (0 if each.is_folder else each.size_bytes for each in nodes))
        self.files = bytes(not each.is_folder for each in nodes)
        """For each node whether it is a file, and whether it is one that is still there."""
        self.present_files = bytes(not each.is_folder and each.mark is not Mark.REMOVED for each in nodes)


def found_root(order: Preorder, found: bytes) -> FileNode:
    """The root of what was found: for each node a 1 or a 0."""
    return _FoundNode(_Found(order, found), 0, None)


class _Found:
    """What was found, and which of it are files that are still there."""

    def __init__(self, order: Preorder, found: bytes) -> None:
        self.order = order
        self.nodes = found
        self.present_files = both(found, order.present_files)


class _FoundNode(FileNode):
    """A copy of a node, with what was found in it; copies of those are made when they are asked for."""

    __slots__ = ("_found", "_is_filled", "_place")

    def __init__(self, found: _Found, place: int, parent: FileNode | None) -> None:
        origin = found.order.nodes[place]
        super().__init__(origin.name, parent, origin.layer, origin.number)
        self.mark = origin.mark
        self.size_bytes, self.file_count = origin.size_bytes, origin.file_count
        self._found = found
        self._place = place
        self._is_filled = not origin.is_folder
        if origin.is_folder:
            self.inside = {}
            self._add_up()

    @property
    def children(self) -> dict[bytes, FileNode] | None:
        """What was found in it, by name; None for what is no folder."""
        if not self._is_filled:
            self.inside = {each.name: each for each in self._copies()}
            self._is_filled = True
        return self.inside

    def _copies(self) -> Iterator[FileNode]:
        order, find, end = self._found.order, self._found.nodes.find, self._found.order.ends[self._place]
        place = find(1, self._place + 1, end)
        while place >= 0:
            while order.parents[place] != self._place:
                place = order.parents[place]
            yield _FoundNode(self._found, place, self)
            place = find(1, order.ends[place], end)

    def _add_up(self) -> None:
        """Count only what was found; what was removed counts in a folder that was removed with it."""
        found, above = self._found, self.parent
        below = slice(self._place + 1, found.order.ends[self._place])
        is_removed = self.mark is Mark.REMOVED
        if is_removed:
            files = both(found.nodes[below], found.order.files[below])
        else:
            files = found.present_files[below]
        self.file_count = files.count(1)
        counts_alike = above is not None and (above.mark is Mark.REMOVED) is is_removed
        if above is not None and counts_alike and above.file_count == self.file_count:
            # All that was found there is in here: of a long way down, only the first folder is added up.
            self.size_bytes = above.size_bytes
        else:
            self.size_bytes = sum(compress(found.order.sizes[below], files))


def _ends(parents: Sequence[int]) -> Sequence[int]:
    ends = array("l", range(1, len(parents) + 1))
    for place in range(len(parents) - 1, 0, -1):
        parent = parents[place]
        if ends[parent] < ends[place]:
            ends[parent] = ends[place]
    return ends


def both(some: bytes, others: bytes) -> bytes:
    """A 1 wherever both have one; as two large numbers, which is done in a moment."""
    return (int.from_bytes(some) & int.from_bytes(others)).to_bytes(len(some))
