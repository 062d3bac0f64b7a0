"""The Variants screen: several ways to pack one app, side by side, and their builds live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from screens.base import WorkbenchScreen
from screens.build_run import BuildRun, BuildsEnded, BuildsMoved
from screens.editor import edit_file
from screens.messages import ScreenAsked
from screens.variant_detail import VariantDetailPane
from screens.variant_rows import COLUMNS, variant_rows
from screens.widgets.line_table import LineTable
from styles import sheet
from workbench.domain.errors import Cancelled
from workbench.domain.inventory import Inventory
from workbench.domain.text import clean
from workbench.domain.variants import Variant, VariantState, VariantStatus
from workbench.services.workspace import Workspace

_WATCH_SECONDS = 3.0
_LEAST_TABLE, _MOST_TABLE = 5, 14
_NO_VARIANTS = """No Dockerfile in {folder}.

Start the workbench in an app's folder, or write the sample app with:
workbench sample giropops-senhas"""


class VariantsScreen(WorkbenchScreen):
    """A table of variants over the Dockerfile, or the live steps of the build, of one of them."""

    NOUN = "variants"
    CSS_PATH = sheet("variants")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "build", "Build", id="variants.build", tooltip="build the variant under the cursor"),
        Binding(
            "B",
            "build_all",
            "Build all",
            id="variants.build_all",
            tooltip="build all variants, one after another",
        ),
        Binding(
            "N",
            "build_anew",
            "Build anew",
            show=False,
            id="variants.build_anew",
            tooltip="build it without the cache",
        ),
        Binding("x", "cancel", "Cancel", id="variants.cancel", tooltip="end the build, on the engine too"),
        Binding("E", "edit", "Edit", id="variants.edit", tooltip="edit the Dockerfile in $EDITOR"),
        Binding("F", "advice", "Advice", id="variants.advice", tooltip="see what could be better, and mend it"),
        Binding(
            "enter",
            "layers",
            "Layers",
            show=False,
            id="variants.layers",
            tooltip="read the built image's layers",
        ),
        Binding(
            "left_square_bracket,right_square_bracket",
            "turn",
            "Dockerfile/Steps",
            key_display="[ ]",
            id="variants.turn",
        ),
        Binding("tab", "other_pane", "Other pane", show=False, id="variants.other_pane"),
        Binding(
            "y",
            "copy",
            "Copy",
            show=False,
            id="variants.copy",
            tooltip="copy the output of the step under the cursor",
        ),
    ]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._run = BuildRun(self, workspace)
        self._statuses: tuple[VariantStatus, ...] = ()
        self._images: tuple[str, ...] | None = None

    def compose_body(self) -> ComposeResult:
        """The table over the detail of one variant."""
        yield LineTable(COLUMNS, empty_text="Reading the app's folder…", id="variants")
        yield VariantDetailPane(self, id="detail")

    def on_mount(self) -> None:
        """Type at the table; look now and then whether the sources changed, which nothing announces."""
        self.table.focus()
        self.set_interval(_WATCH_SECONDS, self._watch)

    def on_unmount(self) -> None:
        """A build that nobody sees any more is ended."""
        self._run.stop()

    @property
    def table(self) -> LineTable:
        """The table of variants."""
        return self.query_one("#variants", LineTable)

    @property
    def _detail(self) -> VariantDetailPane:
        return self.query_one(VariantDetailPane)

    @property
    def current(self) -> Variant | None:
        """The variant under the cursor."""
        project, key = self.workspace.project, self.table.cursor_key
        return project.variant(key) if project and key else None

    # ---- what the engine and the folder say

    def show_inventory(self, inventory: Inventory) -> None:
        """Look at the variants again when other images are there."""
        images = tuple(sorted(f"{each.id} {each.tags}" for each in inventory.images))
        if images != self._images:
            self._images = images
            self._read()

    def show_subject(self, subject: tuple[str, ...]) -> None:
        """Put the cursor on a variant."""
        self.table.move_to(subject[0])

    def _watch(self) -> None:
        if self.app.screen is self and self.workspace.is_connected and not self._run.is_running:
            self._read()

    def _read(self) -> None:
        from workbench.services.variant_records import VariantRecords  # these bring the builders along
        from workbench.services.variant_statuses import variant_statuses

        self.workspace.read_project()
        project, problem = self.workspace.project, self.workspace.project_problem
        if project is None or not project.variants:
            folder = clean(str(self.workspace.folder))
            self.table.empty_text = (
                clean(f"{problem.message}\n\n{problem.hint}")
                if problem
                else _NO_VARIANTS.format(folder=folder)
            )
            self.table.set_rows(())
            return
        engine = self.workspace.engine
        records = VariantRecords(project.folder)
        self.in_thread("variants", lambda: variant_statuses(engine, project, records), self._show)

    def _show(self, statuses: Sequence[VariantStatus]) -> None:
        self._statuses = tuple(statuses)
        self._fill()

    def _fill(self) -> None:
        self.table.styles.height = max(_LEAST_TABLE, min(len(self._statuses) + 2, _MOST_TABLE))
        self.table.set_rows(variant_rows([self._run.as_it_stands(each) for each in self._statuses]))
        self._show_dockerfile()

    # ---- the builds

    def on_builds_moved(self, _message: BuildsMoved) -> None:
        """Draw what the builds told."""
        before = self._run.current
        self._run.take()
        if before != self._run.current:
            self.table.move_to(self._run.current)
            self._fill()
        self._show_steps()

    def on_builds_ended(self, message: BuildsEnded) -> None:
        """Say how it went; failures stay marked until the next build."""
        self._run.settle(message.statuses)
        failed = [each.variant.name for each in message.statuses if each.state is VariantState.FAILED]
        cancelled = [each.variant.name for each in message.statuses if each.state is VariantState.CANCELLED]
        if isinstance(message.error, Cancelled) or cancelled:
            self.say("Nothing of it is left on the engine.", title="Build cancelled")
        elif message.error is not None:
            self.show_error(message.error)
        if failed:
            self.table.move_to(failed[0])
            self.app.notify(
                clean(next(each.failure for each in message.statuses if each.variant.name == failed[0])),
                title=f"Failed: {', '.join(failed)}",
                severity="error",
                markup=False,
            )
        elif message.statuses and not cancelled:
            self.say(", ".join(each.variant.name for each in message.statuses), title="Built")
        self._show_steps(unfold_failure=True)
        self._read()

    def _start(self, names: Sequence[str], *, no_cache: bool = False) -> None:
        project = self.workspace.project
        if project is None or not names:
            return
        if not self.workspace.is_connected:
            self.say("There is no engine to build on.")
            return
        if self._run.is_running:
            self.say("x cancels it.", title="A build is under way")
            return
        self._run.start(project, names, no_cache=no_cache)
        self._detail.turn_to("steps")
        self._fill()
        self._show_steps()

    def _show_steps(self, *, unfold_failure: bool = False) -> None:
        name = self.table.cursor_key or ""
        self._detail.show_steps(name, self._run.progress.get(name), unfold_failure=unfold_failure)

    def _show_dockerfile(self) -> None:
        variant, project = self.current, self.workspace.project
        if variant is not None and project is not None:
            self._detail.dockerfile.show_variant(project.folder, variant)

    # ---- keys

    def on_line_table_highlighted(self, _message: LineTable.Highlighted) -> None:
        """Show another variant's Dockerfile and steps."""
        self._show_dockerfile()
        self._show_steps()

    def on_line_table_chosen(self, _message: LineTable.Chosen) -> None:
        """Enter reads the built image's layers."""
        self.action_layers()

    def action_turn(self) -> None:
        """Bring the other view to the front."""
        self._detail.turn()

    def action_other_pane(self) -> None:
        """From the table to the view below and back."""
        (self._detail.front if self.table.has_focus else self.table).focus()

    def action_build(self) -> None:
        """Build the variant under the cursor."""
        if self.current is not None:
            self._start([self.current.name])

    def action_build_anew(self) -> None:
        """Build it without the cache."""
        if self.current is not None:
            self._start([self.current.name], no_cache=True)

    def action_build_all(self) -> None:
        """Build all variants, one after another."""
        project = self.workspace.project
        if project is not None:
            self._start([each.name for each in project.variants])

    def action_cancel(self) -> None:
        """End the build and those that wait."""
        if self._run.is_running:
            self._run.cancel()
        else:
            self.say("No build is under way.")

    def action_edit(self) -> None:
        """Edit the Dockerfile."""
        project, variant = self.workspace.project, self.current
        if project is not None and variant is not None:
            edit_file(self, project.folder / variant.dockerfile, self._read)

    def action_advice(self) -> None:
        """Show what could be better, and mend it."""
        self._detail.dockerfile.open_advice()

    def action_layers(self) -> None:
        """Read the layers of the built image."""
        variant = self.current
        if variant is None:
            return
        built = any(each.variant.name == variant.name and each.result for each in self._statuses)
        if built:
            self.post_message(ScreenAsked("layers", (variant.tag,)))
        else:
            self.say("b builds it.", title=f"{variant.name} is not built yet")

    def action_copy(self) -> None:
        """Copy the whole output of this variant's build."""
        progress = self._run.progress.get(self.table.cursor_key or "")
        if progress is None:
            self.say("Nothing was built in this run yet.")
            return
        lines: list[str] = []
        for step in progress.steps.values():
            lines += [f"# {step.title}", *(line for line, _ in step.lines)]
        self.app.copy_to_clipboard("\n".join(clean(line) for line in lines))
        self.say("The build's output is in the clipboard.")
