"""The Variants screen: several ways to pack one app, side by side, built and proved live."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from screens.editor import edit_file
from screens.messages import ScreenAsked
from screens.variant_detail import VariantDetailPane
from screens.variant_keys import VARIANT_KEYS
from screens.variant_list import VariantListScreen
from screens.variant_table import COLUMNS, VariantTable
from screens.variant_tasks import (
    compare_two,
    export,
    measure,
    show_build_log,
    show_history,
)
from screens.variant_work import VariantWorkScreen
from screens.widgets.filter_bar import FilterBar
from screens.widgets.line_table import LineTable
from styles import sheet
from workbench.domain.text import clean


class VariantsScreen(VariantWorkScreen):
    """A table of variants over all that is known of one of them."""

    NOUN = "variants"
    CSS_PATH = sheet("variants")
    BINDINGS: ClassVar[list[BindingType]] = [*VARIANT_KEYS]

    def compose_body(self) -> ComposeResult:
        """The table over the detail of one variant."""
        yield FilterBar(placeholder="filter by variant, tag, base, user or state", id="filter")
        yield VariantTable(COLUMNS, empty_text="Reading the app's folder…", id="variants")
        yield VariantDetailPane(self, id="detail")

    # ---- keys

    def on_line_table_highlighted(self, _message: LineTable.Highlighted) -> None:
        """Show another variant."""
        self.show_pages()
        self.show_steps()

    def on_line_table_chosen(self, _message: LineTable.Chosen) -> None:
        """Enter reads the built image's layers."""
        self.action_layers()

    def action_turn(self, step: int) -> None:
        """Bring the next or the previous view to the front."""
        self.detail.turn(step)

    def action_other_pane(self) -> None:
        """From the table to the view below and back."""
        (self.detail.front if self.table.has_focus else self.table).focus()

    def action_mark(self) -> None:
        """Mark or unmark the variant under the cursor, and go on to the next."""
        if self.table.cursor_key is not None:
            self.table.set_marked(self.table.marked ^ {self.table.cursor_key})
            self.table.action_move(1)

    def action_build(self, no_cache: bool = False) -> None:
        """Build the marked variants, or the one under the cursor."""
        self.build(self.chosen, no_cache=no_cache)

    def action_build_all(self) -> None:
        """Build all variants."""
        self.build([each.name for each in self.matrix.rows])

    def action_prove(self) -> None:
        """Prove the marked variants, or the one under the cursor."""
        self.prove(self.chosen)

    def action_prove_all(self) -> None:
        """Prove all variants that are built."""
        self.prove([each.name for each in self.matrix.rows if each.status.result])

    def action_cancel(self, all_of_them: bool = False) -> None:
        """End the build of the chosen variants and the proofs, or all builds and proofs."""
        names = self.chosen
        if all_of_them:
            found = self.builds.is_running or self.proofs.is_running
            self.builds.cancel_all()
            self.proofs.cancel()
        else:
            found = bool([name for name in names if self.builds.cancel(name)])
            if not set(names).isdisjoint(self.proofs.progress):
                self.proofs.cancel()
                found = True
        if not found:
            self.say("Z ends all that run and wait.", title="Nothing of this variant is under way")
        self.fill()
        self.show_steps()

    def action_move(self, places: int) -> None:
        """Let the build of this variant begin earlier or later."""
        if self.table.cursor_key is not None:
            self.builds.move(self.table.cursor_key, places)
            self.fill()

    def action_figures(self) -> None:
        """Show every figure with how it was measured."""
        self.detail.turn_to("figures")

    def action_do(self, what: str) -> None:
        """Do what takes a while and is told in a file of its own."""
        tasks = {
            "measure": measure,
            "compare": compare_two,
            "recipe": _from_recipe,
            "options": _ask_build_options,
            "what_if": _what_if,
            "export": export,
            "history": show_history,
            "log": show_build_log,
        }
        tasks[what](self)

    def action_edit(self) -> None:
        """Edit the Dockerfile."""
        project, variant = self.workspace.project, self.current
        if project is not None and variant is not None:
            edit_file(self, project.folder / variant.dockerfile, self.read)

    def action_advice(self) -> None:
        """Show what could be better, and mend it."""
        self.detail.dockerfile.open_advice()

    def action_layers(self) -> None:
        """Read the layers of the built image."""
        variant = self.current
        if variant is None:
            return
        row = self.matrix.row(variant.name)
        if row is not None and row.status.result:
            self.post_message(ScreenAsked("layers", (variant.tag,)))
        else:
            self.say("b builds it.", title=f"{variant.name} is not built yet")

    def action_copy(self) -> None:
        """Copy the whole output of this variant's build."""
        progress = self.builds.progress.get(self.table.cursor_key or "")
        if progress is None:
            self.say("Nothing was built in this run yet.")
            return
        lines: list[str] = []
        for step in progress.steps.values():
            lines += [f"# {step.title}", *(line for line, _ in step.lines)]
        self.app.copy_to_clipboard("\n".join(clean(line) for line in lines))
        self.say("The build's output is in the clipboard.")


def _ask_build_options(screen: VariantListScreen) -> None:
    from screens.build_form import ask_build_options  # only on request

    ask_build_options(screen)


def _what_if(screen: VariantListScreen) -> None:
    from screens.what_if_dialog import show_what_if  # only on request

    show_what_if(screen)


def _from_recipe(screen: VariantListScreen) -> None:
    from screens.recipe_dialog import new_variant  # only on request

    new_variant(screen)
