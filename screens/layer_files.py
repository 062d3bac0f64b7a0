"""The files of an image: those of one layer, or all up to and including it, as a tree that is marked."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content

from screens.file_actions import FileActions
from screens.file_list import FileListPane
from screens.file_rows import file_facts
from workbench.domain.file_trees import file_tree
from workbench.domain.text import clean, visible
from workbench.formatting import count, percent, size
from workbench.services.study_image import ImageStudy
from workbench.services.workspace import Workspace


class LayerFilesPane(FileListPane):
    """Shows the files of one layer of an image that was read."""

    ACTIONS: ClassVar[frozenset[str]] = frozenset(
        {"filter", "next_change", "previous_change", "view", "save", "whole", "order"}
    )

    def __init__(self, workspace: Workspace, *, id: str) -> None:
        super().__init__(id=id)
        self._workspace = workspace
        self._actions = FileActions(self, self.say, self.tell_facts)
        self._study: ImageStudy | None = None
        self._layer: int | None = None
        self._whole = False

    def on_unmount(self) -> None:
        """Nothing is read that nobody sees."""
        self._actions.cancel()

    # ---- what is shown

    def show_study(self, study: ImageStudy | None, why: str = "") -> None:
        """Show an image that was read; without one say why there is none."""
        if study is None or study is not self._study:
            self._study = study
            self.forget(why)
            self._lay()

    def show_layer(self, layer: int | None) -> None:
        """Show the files of a layer; None is the last one."""
        if layer != self._layer:
            self._layer = layer
            self._lay()

    def detail(self) -> Content:
        """What the file under the cursor is."""
        node = self.node
        if node is None or self.shown is None:
            return Content.styled("f on a step of the history shows the files of its layer", "$text-muted")
        facts = "\n".join(clean(visible(line)) for line in file_facts(self.shown, node))
        path = clean(visible(f"/{node.path}"))
        return Content.assemble(Content(path), Content.styled(f"\n{facts}", "$text-muted"))

    def go_back(self) -> bool:
        """Stop reading a file's content, or drop the filter."""
        if self._actions.cancel():
            self.tell_facts()
            return True
        return self.drop_filter()

    def tell_facts(self) -> None:
        """Say which layer is shown, how much of it, and what is wrong with it."""
        study, tree = self._study, self.shown
        if study is None or tree is None:
            self.say()
            return
        image, number = study.image, self._number
        what = "all files up to it" if self._whole else "what it did"
        found = f"{count(tree.root.file_count, 'file')}, {size(tree.root.size_bytes)}"
        facts = [
            f"layer {number + 1} of {len(image.layers)}, {what}",
            f"{found} match {self.filter_name}" if self.is_filtered else found,
        ]
        problem = image.failure.message if image.failure else image.layers[number].problem
        if problem:
            facts.append(f"not whole: {problem}")
        self.say(*facts, f"efficiency {percent(study.waste.efficiency)}")

    # ---- keys

    def action_view(self) -> None:
        """Show what the file holds."""
        if self._study is not None and self.shown is not None and self.node is not None:
            self._actions.view(self._workspace.engine, self._study.image, self.shown, self.node)

    def action_save(self) -> None:
        """Save the file or folder to this machine."""
        if self._study is not None and self.shown is not None and self.node is not None:
            self._actions.save(self._workspace.engine, self._study.image, self.shown, self.node)

    def action_whole(self) -> None:
        """All files up to and including the layer, or only what it did."""
        self._whole = not self._whole
        self._lay()

    @property
    def _number(self) -> int:
        """The layer that is shown, from 0."""
        last = len(self._study.image.layers) - 1 if self._study else -1
        return last if self._layer is None else min(self._layer, last)

    def _lay(self) -> None:
        if self._study is None or not self._study.image.layers:
            return
        layers, number, whole = self._study.image.layers, self._number, self._whole
        self.lay(lambda: file_tree(layers, number, only_changes=not whole))
