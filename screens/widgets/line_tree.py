"""A tree drawn line by line: only unfolded nodes are listed, only seen ones are drawn."""

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Unpack

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from screens.widgets.line_canvas import CanvasOptions
from screens.widgets.line_cursor import CursorView, movement_bindings
from screens.widgets.spans import Span
from screens.widgets.tree_drawing import draw_node
from screens.widgets.tree_folds import TreeFolds
from screens.widgets.tree_nodes import TreeItem, TreeNode

__all__ = ["LineTree", "Span", "TreeItem", "TreeNode"]


class LineTree(CursorView):
    """Foldable nodes with a cursor that follows its key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *movement_bindings("tree"),
        Binding("right,l", "open_or_enter", "Unfold", show=False, id="tree.unfold"),
        Binding("left,h", "close_or_leave", "Fold", show=False, id="tree.fold"),
        Binding("space", "toggle_node", "Fold or unfold", show=False, id="tree.toggle"),
        Binding("enter", "choose", "Choose", show=False, id="tree.choose"),
        Binding("plus", "expand_all", "Unfold all", show=False, id="tree.unfold_all"),
        Binding("minus", "collapse_all", "Fold all", show=False, id="tree.fold_all"),
    ]

    class Highlighted(Message):
        """The cursor came to stand on another node, or on none."""

        def __init__(self, node: TreeItem | None) -> None:
            super().__init__()
            self.node = node

    class Chosen(Message):
        """Enter was pressed on a node, or the cursor's node was clicked."""

        def __init__(self, node: TreeItem) -> None:
            super().__init__()
            self.node = node

    def __init__(self, **options: Unpack[CanvasOptions]) -> None:
        super().__init__(**options)
        self._folds = TreeFolds()

    @property
    def line_count(self) -> int:
        """How many nodes are unfolded."""
        return len(self._folds.lines)

    @property
    def cursor_node(self) -> TreeItem | None:
        """The node under the cursor; None when there are no nodes."""
        return self._folds.lines[self.cursor].node if self._folds.lines else None

    def key_at(self, index: int) -> str:
        """The key of an unfolded node."""
        return self._folds.lines[index].node.key

    def is_open(self, key: str) -> bool:
        """Whether a node is unfolded, or would be when it is seen."""
        return self._folds.is_open(key)

    def set_root_children(self, nodes: Sequence[TreeItem]) -> None:
        """Show these nodes; what was unfolded stays so, and the cursor stays on its key."""
        self._change(lambda: self._folds.set_roots(nodes))

    def expand_node(self, key: str) -> None:
        """Unfold a node."""
        self._change(lambda: self._folds.unfold(key, self.cursor))

    def expand_nodes(self, keys: Iterable[str]) -> None:
        """Unfold many nodes at once."""
        self._change(lambda: self._folds.unfold_many(keys))

    def collapse_node(self, key: str) -> None:
        """Fold a node; a cursor below it comes to stand on it."""
        self._change(lambda: self._folds.fold(key, self.cursor))

    def toggle_node(self, key: str) -> None:
        """Fold an unfolded node, and the other way round."""
        (self.collapse_node if self.is_open(key) else self.expand_node)(key)

    def expand_all(self) -> None:
        """Unfold every node; children that are not known yet are found."""
        self._change(self._folds.unfold_all)

    def collapse_all(self) -> None:
        """Fold every node."""
        self._change(self._folds.fold_all)

    def move_to(self, key: str) -> bool:
        """Put the cursor on a node, unfolding what hides it; False when no known node has the key."""
        count = self.line_count
        index = self._folds.reveal(key)
        if index is None:
            return False
        if self.line_count != count:
            self.strips.clear()
            self.fit_to_lines()
            self.refresh()
        self.cursor = index
        return True

    def _change(self, change: Callable[[], None]) -> None:
        """Carry out what adds or removes lines, and keep the cursor on its node."""
        cursor = self.cursor
        seen = cursor in self.seen_lines() or not self.line_count
        under = self._folds.lines[cursor] if self.line_count else None
        change()
        self.strips.clear()
        self.fit_to_lines()
        index = None if under is None else self._folds.nearest(under, cursor)
        self.place_cursor(cursor if index is None else index, keep_seen=seen)
        self.refresh()

    def tell_highlighted(self) -> None:
        """Post which node the cursor stands on."""
        self.post_message(self.Highlighted(self.cursor_node))

    def choose(self) -> None:
        """Fold or unfold the cursor's node, and post that it was chosen."""
        line = self._folds.lines[self.cursor]
        if line.can_open:
            self.toggle_node(line.node.key)
        self.post_message(self.Chosen(line.node))

    def draw_line(self, index: int, width: int) -> Strip:
        """One node."""
        under = index == self.cursor
        line = self._folds.lines[index]
        cache_key = (line, under, width)
        strip = self.strips.get(cache_key)
        if strip is None:
            strip = self.strips[cache_key] = draw_node(
                line,
                width,
                self.palette,
                is_open=self.is_open(line.node.key),
                under=under,
                focused=self.has_focus,
            )
        return strip

    def action_expand_all(self) -> None:
        """Unfold every node."""
        self.expand_all()

    def action_collapse_all(self) -> None:
        """Fold every node."""
        self.collapse_all()

    def action_toggle_node(self) -> None:
        """Fold or unfold the cursor's node."""
        if self.line_count and self._folds.lines[self.cursor].can_open:
            self.toggle_node(self.key_at(self.cursor))

    def action_open_or_enter(self) -> None:
        """Unfold the cursor's node, or go down to its first child."""
        if not self.line_count or not self._folds.lines[self.cursor].can_open:
            return
        key = self.key_at(self.cursor)
        if self.is_open(key):
            self.cursor += 1
        else:
            self.expand_node(key)

    def action_close_or_leave(self) -> None:
        """Fold the cursor's node, or go up to its parent."""
        if not self.line_count:
            return
        line = self._folds.lines[self.cursor]
        if line.can_open and self.is_open(line.node.key):
            self.collapse_node(line.node.key)
        elif line.parent is not None:
            self.move_to(line.parent.node.key)
