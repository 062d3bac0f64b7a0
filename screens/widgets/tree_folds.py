"""Which nodes of a tree are unfolded, as a flat list that folding edits in place."""

from collections.abc import Iterable, Sequence

from screens.widgets.tree_nodes import TreeItem, TreeLine, find, foldable_keys, make_lines, unfolded


class TreeFolds:
    """The seen lines of a tree. What is open is kept by key, so it outlives other nodes taking its place."""

    def __init__(self) -> None:
        self.lines: list[TreeLine] = []
        self._roots: list[TreeLine] = []
        self._open: set[str] = set()

    def is_open(self, key: str) -> bool:
        """Whether a node is unfolded, or would be when it is seen."""
        return key in self._open

    def set_roots(self, nodes: Sequence[TreeItem]) -> None:
        """Take other nodes."""
        self._roots = make_lines(nodes, None)
        self._list()

    def unfold(self, key: str, near: int = 0) -> None:
        """Show the children of a node."""
        if key in self._open:
            return
        self._open.add(key)
        index = self.index_of(key, near)
        if index is not None:
            self.lines[index + 1 : index + 1] = unfolded(self.lines[index].children(), self._open)

    def unfold_many(self, keys: Iterable[str]) -> None:
        """Show the children of many nodes at once."""
        fresh = set(keys) - self._open
        if fresh:
            self._open |= fresh
            self._list()

    def fold(self, key: str, near: int = 0) -> None:
        """Hide all that is below a node."""
        if key not in self._open:
            return
        self._open.discard(key)
        index = self.index_of(key, near)
        if index is None:
            return
        depth, end = self.lines[index].depth, index + 1
        while end < len(self.lines) and self.lines[end].depth > depth:
            end += 1
        del self.lines[index + 1 : end]

    def unfold_all(self) -> None:
        """Show every node; children that are not known yet are found."""
        self._open = foldable_keys(self._roots)
        self._list()

    def fold_all(self) -> None:
        """Show only the topmost nodes."""
        self._open.clear()
        self._list()

    def reveal(self, key: str) -> int | None:
        """Unfold what hides a node, and give its index; None when no known node has the key."""
        index = self.index_of(key)
        if index is not None:
            return index
        line = find(self._roots, key)
        if line is None:
            return None
        above = line.parent
        while above is not None:
            self._open.add(above.node.key)
            above = above.parent
        self._list()
        return self.index_of(key)

    def index_of(self, key: str, near: int = 0) -> int | None:
        """Where a seen node stands; found at once when it is `near`."""
        if near < len(self.lines) and self.lines[near].node.key == key:
            return near
        return next((index for index, line in enumerate(self.lines) if line.node.key == key), None)

    def nearest(self, line: TreeLine, near: int = 0) -> int | None:
        """Where a node that was seen before stands now, or the nearest of its ancestors."""
        above: TreeLine | None = line
        while above is not None:
            index = self.index_of(above.node.key, near)
            if index is not None:
                return index
            above = above.parent
        return None

    def _list(self) -> None:
        self.lines = unfolded(self._roots, self._open)
