"""The nodes of a line-drawn tree, and the flat list of those that are unfolded."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from screens.widgets.spans import Label, Span, label_spans

Children: TypeAlias = "Sequence[TreeItem] | Callable[[], Sequence[TreeItem]] | None"
"""Known children, a function that finds them when the node is first unfolded, or None for a leaf."""


Drawn: TypeAlias = "Label | Callable[[], Label]"
"""A label, or a function that makes it when the node is seen: of a hundred thousand, few ever are."""


class TreeItem(Protocol):
    """What a tree shows: a key that no other node of the tree has, what is drawn, what it stands for.

    `trailing` is drawn at the right edge, such as a size.
    """

    @property
    def key(self) -> str:
        """What the node is known by."""
        ...

    @property
    def label(self) -> Drawn:
        """What is drawn of it."""
        ...

    @property
    def children(self) -> Children:
        """What it holds."""
        ...

    @property
    def data(self) -> object:
        """What it stands for."""
        ...

    @property
    def trailing(self) -> Drawn:
        """What is drawn at the right edge."""
        ...


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One node with all that it says."""

    key: str
    label: Drawn
    children: Children = None
    data: object = None
    trailing: Drawn = ""


def drawn_spans(drawn: Drawn) -> tuple[Span, ...]:
    """The spans of a label, made now if need be, and cleaned."""
    return label_spans(drawn() if callable(drawn) else drawn)


class TreeLine:
    """A node in its place: under its parent, at its depth."""

    __slots__ = ("_children", "depth", "is_last", "node", "parent")

    def __init__(self, node: TreeItem, parent: "TreeLine | None", depth: int) -> None:
        self.node = node
        self.parent = parent
        self.depth = depth
        self.is_last = False
        self._children: list[TreeLine] | None = None

    @property
    def can_open(self) -> bool:
        """Whether the node has children, or may have."""
        if self._children is not None:
            return bool(self._children)
        children = self.node.children
        return children is not None and (callable(children) or bool(children))

    def known_children(self) -> "list[TreeLine]":
        """The lines of the children that need not be looked for."""
        return self._children or [] if callable(self.node.children) else self.children()

    def children(self) -> "list[TreeLine]":
        """The lines of the children, found at the first call."""
        if self._children is None:
            found = self.node.children
            if callable(found):
                found = found()
            self._children = make_lines(found or (), self)
        return self._children


def make_lines(nodes: Sequence[TreeItem], parent: TreeLine | None) -> list[TreeLine]:
    """The lines of sibling nodes."""
    depth = parent.depth + 1 if parent else 0
    lines = [TreeLine(node, parent, depth) for node in nodes]
    if lines:
        lines[-1].is_last = True
    return lines


def unfolded(roots: Sequence[TreeLine], open_keys: Set[str]) -> list[TreeLine]:
    """These lines and all below them that open parents show, from top to bottom; of any depth."""
    seen: list[TreeLine] = []
    stack = [iter(roots)]
    while stack:
        for line in stack[-1]:
            seen.append(line)
            if line.node.key in open_keys and (children := line.children()):
                stack.append(iter(children))
                break
        else:
            stack.pop()
    return seen


def foldable_keys(roots: Sequence[TreeLine]) -> set[str]:
    """The keys of all nodes that have children; children that must be looked for are."""
    keys: set[str] = set()
    stack = list(roots)
    while stack:
        line = stack.pop()
        if line.can_open:
            keys.add(line.node.key)
            stack.extend(line.children())
    return keys


def find(roots: Sequence[TreeLine], key: str) -> TreeLine | None:
    """The line with this key, also below folded ones, as far as children are known."""
    stack = list(reversed(roots))
    while stack:
        line = stack.pop()
        if line.node.key == key:
            return line
        stack.extend(reversed(line.known_children()))
    return None


def guides(line: TreeLine) -> str:
    """The lines that join a node to its parent and its siblings."""
    if line.parent is None:
        return ""
    parts = ["└─" if line.is_last else "├─"]
    above = line.parent
    while above.parent is not None:
        parts.append("  " if above.is_last else "│ ")
        above = above.parent
    return "".join(reversed(parts))
