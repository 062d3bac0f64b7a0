"""The upper half of the Variants screen: what is known of each variant, read anew when something changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from screens.build_run import BuildRun
from screens.error_text import error_text
from screens.list_screen import ListScreen
from screens.proof_run import ProofRun
from screens.variant_detail import VariantDetailPane
from screens.variant_rows import SORTS, chosen, variant_rows
from screens.widgets.line_table import LineTable
from workbench.domain.errors import EngineGone, WorkbenchError
from workbench.domain.inventory import Inventory
from workbench.domain.matrix import Matrix
from workbench.domain.text import clean
from workbench.domain.variants import Variant
from workbench.services.workspace import Workspace

if TYPE_CHECKING:
    from workbench.services.watch_sources import SourceWatch

_WATCH_SECONDS = 3.0
_LEAST_TABLE, _MOST_TABLE = 5, 14
_NO_VARIANTS = """No Dockerfile in {folder}.

n writes one from a recipe. Or start the workbench in an app's folder, or write the sample app with:
workbench sample giropops-senhas"""
_NOTHING_MATCHES = "No variant matches the filter.\n\nesc shows all again."


class VariantListScreen(ListScreen):
    """Reads the matrix of an app's variants and draws it; what is done with it is told further down."""

    SORTS: ClassVar[tuple[str, ...]] = SORTS

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.builds = BuildRun(self, workspace)
        self.proofs = ProofRun(self, workspace)
        self.matrix = Matrix()
        self._images: tuple[str, ...] | None = None
        self._standing: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._proving: frozenset[str] = frozenset()
        self._watched: SourceWatch | None = None
        self._leaving: list[Callable[[], None]] = []

    def on_leaving(self, call: Callable[[], None]) -> None:
        """Call this when the screen goes for good."""
        self._leaving.append(call)

    def on_mount(self) -> None:
        """Type at the table; look now and then whether the sources changed, which nothing announces."""
        self.table.focus()
        self.table.set_sort(self.sort)
        self.set_interval(_WATCH_SECONDS, self._watch)

    def on_unmount(self) -> None:
        """Builds and proofs that nobody sees any more are ended, and what they made is taken away."""
        for call in self._leaving:
            call()
        self.builds.stop()
        self.proofs.stop()

    @property
    def table(self) -> LineTable:
        """The table of variants."""
        return self.query_one("#variants", LineTable)

    @property
    def detail(self) -> VariantDetailPane:
        """The pane under the table."""
        return self.query_one(VariantDetailPane)

    @property
    def current(self) -> Variant | None:
        """The variant under the cursor."""
        project, key = self.workspace.project, self.table.cursor_key
        return project.variant(key) if project and key else None

    @property
    def chosen(self) -> list[str]:
        """The marked variants, else the one under the cursor."""
        names = [each.name for each in self.workspace.project.variants] if self.workspace.project else []
        return chosen(names, self.table.marked, self.table.cursor_key)

    def show_inventory(self, inventory: Inventory) -> None:
        """Look at the variants again when other images are there."""
        images = tuple(sorted(f"{each.id} {each.tags}" for each in inventory.images))
        if images != self._images:
            self._images = images
            self.read()

    def show_subject(self, subject: tuple[str, ...]) -> None:
        """Put the cursor on a variant."""
        self.table.move_to(subject[0])

    def _watch(self) -> None:
        from workbench.services.watch_sources import SourceWatch  # not needed for a first frame

        if self.app.screen is not self or not self.workspace.is_connected or self.builds.is_running:
            return
        folder = self.workspace.folder
        # what changed before the first look is not known to it
        is_first = self._watched is None or self._watched.folder != folder
        if self._watched is None or is_first:
            self._watched = SourceWatch(folder)
        look = self._watched.has_changed
        self.in_thread("watch", look, lambda changed: self._read_changed(changed or is_first))

    def _read_changed(self, changed: bool) -> None:
        """Read what changed; what did not is only drawn anew, for the ages in it."""
        if changed:
            self.read()
        else:
            self.fill()

    def read(self) -> None:
        """Ask the folder and the engine anew."""
        from workbench.services.variant_matrix import variant_matrix  # these bring the builders along
        from workbench.services.variant_records import VariantRecords

        self.workspace.read_project()
        project, problem = self.workspace.project, self.workspace.project_problem
        if project is None or not project.variants:
            folder = clean(str(self.workspace.folder))
            self.table.empty_text = error_text(problem) if problem else _NO_VARIANTS.format(folder=folder)
            self.table.set_rows(())
            return
        engine = self.workspace.engine
        records = VariantRecords(project.folder)
        self.in_thread(
            "variants", lambda: variant_matrix(engine, project, records), self._show, self._unreadable
        )

    def _show(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.fill()

    def engine_connected(self) -> None:
        """Read again: what was asked for meanwhile found no engine."""
        self._images = None

    def _unreadable(self, error: WorkbenchError) -> None:
        if not self.matrix.rows:
            self.table.empty_text = error_text(error)
            self.table.set_rows(())
        elif not isinstance(error, EngineGone):  # Of that the banner tells, and what was last seen stays.
            self.show_error(error)

    def fill(self) -> None:
        """Draw the rows that match the words, in order, and the pane below."""
        self.table.empty_text = _NOTHING_MATCHES if self.words else self.table.empty_text
        self.table.styles.height = max(_LEAST_TABLE, min(len(self.matrix.rows) + 2, _MOST_TABLE))
        self.table.set_rows(
            variant_rows(
                self.matrix,
                self.builds.as_it_stands,
                self.proofs.progress,
                self.builds.waiting,
                words=self.words,
                sort=self.sort,
                reverse=self.is_reversed,
            )
        )
        self.show_pages()

    def show_pages(self) -> None:
        """Draw what is known of the variant under the cursor."""
        variant, project = self.current, self.workspace.project
        if variant is None or project is None:
            return
        self.detail.dockerfile.show_variant(project.folder, variant)
        row = self.matrix.row(variant.name)
        if row is not None:
            # What a build does now stands over what is known, as in the table.
            row = replace(row, status=self.builds.as_it_stands(row.status))
            self.detail.show_row(self.matrix, row, self.proofs.progress.get(variant.name, ""))

    def show_steps(self, *, unfold_failure: bool = False) -> None:
        """Draw the steps of the build of the variant under the cursor."""
        name = self.table.cursor_key or ""
        project, variant = self.workspace.project, self.current
        path = project.folder / variant.dockerfile if project and variant else None
        progress, error = self.builds.progress.get(name), self.builds.failure_of(name)
        self.detail.show_steps(
            name,
            progress,
            error,
            path,
            unfold_failure=unfold_failure,
            is_waiting=name in self.builds.waiting,
        )
