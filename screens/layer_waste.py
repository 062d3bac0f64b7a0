"""What of an image's bytes nobody needs, the app's own apart from its base's, and how to save it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from screens.advice_nodes import ADVICE_KEY, advice_detail, advice_nodes
from screens.layer_pane import LayerPane
from screens.waste_nodes import own_key, waste_detail, waste_nodes
from screens.widgets.line_tree import LineTree
from workbench.domain.layer_advice import LayerAdvice
from workbench.domain.waste import Waste, WastedFile
from workbench.formatting import size
from workbench.services.study_image import ImageStudy

_ABOUT = (
    "A file that a later layer overwrites or removes is still stored, sent and pulled.\n"
    "Caches, compiled Python and second copies could be left out. Each file counts once."
)


class WastePane(LayerPane):
    """A tree of wasted files by whose they are and why, over the efficiency with its formula."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._study: ImageStudy | None = None

    def compose(self) -> ComposeResult:
        """The tree over the score."""
        yield LineTree(empty_text="Choose an image first: o.", id="waste-tree")
        yield Static(classes="layer-facts")

    def show_study(self, study: ImageStudy | None, why: str = "") -> None:
        """Show the waste of an image that was read; without one say why there is none."""
        if study is self._study and study is not None:
            return
        self._study = study
        if study is None:
            self.show_nothing(why)
            self.say()
            return
        self.view.empty_text = "Nothing is wasted in this image."
        nodes = waste_nodes(study.waste, len(study.image.layers))
        self.view.set_root_children([*advice_nodes(study.advice), *nodes])
        self.view.collapse_all()
        self.view.expand_node(ADVICE_KEY)
        if (key := own_key(study.waste)) is not None:
            self.view.expand_node(key)
        failure = study.image.failure
        self.say(_score(study.waste), *([f"not whole: {failure.message}"] if failure else []))
        self.tell_detail()

    def detail(self) -> Content:
        """Why what stands under the cursor is waste."""
        node = self.view.cursor_node
        match node.data if node is not None and self._study is not None else None:
            case WastedFile() as wasted:
                layers = self._study.image.layers if self._study is not None else ()
                return waste_detail(wasted, [layer.created_by for layer in layers])
            case LayerAdvice() as advice:
                return advice_detail(advice)
            case _:
                return Content.styled(_ABOUT, "$text-muted")


def _score(waste: Waste) -> str:
    stored, wasted = size(waste.stored_bytes), size(waste.wasted_bytes)
    return f"efficiency {waste.efficiency:.3f} = (stored {stored} − wasted {wasted}) ÷ stored"
