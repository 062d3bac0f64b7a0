"""What the tabs of the Layers screen share: a tree, and a line of facts under it."""

from __future__ import annotations

from typing import ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from screens.widgets.line_tree import LineTree
from workbench.domain.text import clean


class LayerPane(Vertical):
    """One tab: its tree has the keys while it is in front."""

    ACTIONS: ClassVar[frozenset[str]] = frozenset()
    """The names of the actions that this pane adds to the screen's."""

    class Detailed(Message):
        """There is other text to be shown below the tree."""

        def __init__(self, pane: LayerPane, detail: Content) -> None:
            super().__init__()
            self.pane = pane
            self.detail = detail

    @property
    def view(self) -> LineTree:
        """The tree."""
        return self.query_one(LineTree)

    def detail(self) -> Content:
        """What is to be said of the node under the cursor."""
        raise NotImplementedError

    def tell_detail(self) -> None:
        """Have what is said below drawn anew."""
        self.post_message(self.Detailed(self, self.detail()))

    def on_line_tree_highlighted(self, message: LineTree.Highlighted) -> None:
        """Say what the node under the cursor is."""
        message.stop()
        self.tell_detail()

    def unfold_all(self) -> None:
        """Unfold the whole tree."""
        self.view.expand_all()

    def go_back(self) -> bool:
        """Undo the last thing that was begun here, if any; whether there was one."""
        return False

    def say(self, *facts: str) -> None:
        """Draw the line of facts."""
        line = Content("  ·  ".join(clean(each) for each in facts))
        self.query_one(".layer-facts", Static).update(line, layout=False)

    def show_nothing(self, why: str) -> None:
        """Empty the tree, and say why."""
        self.view.empty_text = why
        self.view.set_root_children(())
