"""What the Variants screen does in the background, and how it tells of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.cancellation import Cancellation
from workbench.domain.proofs import ProofState
from workbench.domain.text import clean
from workbench.domain.variants import VariantState

if TYPE_CHECKING:
    from screens.build_run import BuildsEnded
    from screens.proof_run import ProofsEnded
    from screens.variant_list import VariantListScreen


def tell_builds(screen: VariantListScreen, message: BuildsEnded) -> None:
    """Say how builds went, and go to the first that failed."""
    failed = [each for each in message.outcomes if each.state is VariantState.FAILED]
    cancelled = [each for each in message.outcomes if each.state is VariantState.CANCELLED]
    built = [each for each in message.outcomes if each.state is VariantState.BUILT]
    if message.error is not None:
        screen.show_error(message.error)
    elif cancelled:
        names = ", ".join(each.variant for each in cancelled)
        screen.say("Nothing of it is left on the engine.", title=f"Build cancelled: {names}")
    if failed and message.error is None:
        names = ", ".join(each.variant for each in failed)
        screen.table.move_to(failed[0].variant)
        why = clean(str(failed[0].error or ""))
        screen.app.notify(why, title=f"Failed: {names}", severity="error", markup=False)
    elif built and not cancelled:
        screen.say(", ".join(each.variant for each in built), title="Built")


def tell_proofs(screen: VariantListScreen, message: ProofsEnded) -> None:
    """Say how proofs went, and go to the first that failed."""
    failed = [each for each in message.proofs if each.state is ProofState.FAILED]
    if message.error is not None:
        screen.show_error(message.error)
    if failed:
        screen.table.move_to(failed[0].variant)
        screen.app.notify(
            clean(failed[0].reason or failed[0].failure),
            title=f"Not proved: {', '.join(each.variant for each in failed)}",
            severity="error",
            markup=False,
        )
    elif message.cancelled:
        screen.say("Everything made for it is gone.", title="Proof cancelled")
    elif message.proofs:
        screen.say(", ".join(each.variant for each in message.proofs), title="Proved")


def measure(screen: VariantListScreen) -> None:
    """Measure the images of the chosen variants: what a push sends, packages, shells."""
    from workbench.services.measure_variants import measure_variants  # reads archives

    names = [row.name for row in screen.matrix.rows if row.name in screen.chosen and row.status.result]
    if not names:
        screen.say("b builds it.", title="There is no image to measure")
        return
    engine, matrix, cancel = screen.workspace.engine, screen.matrix, Cancellation()

    def done(measured: tuple[str, ...]) -> None:
        screen.say(", ".join(measured), title="Measured")
        screen.read()

    screen.say("It is read to its last file and compressed.", title="Measuring")
    screen.on_leaving(cancel.cancel)
    screen.in_thread("measure", lambda: measure_variants(engine, matrix, names, cancel=cancel), done)


def export(screen: VariantListScreen) -> None:
    """Write the matrix as a report; the file's ending says in which form."""
    from screens.widgets.dialogs import Field, FormDialog  # only on request
    from workbench.services.report_variants import ENDINGS, write_report

    project, engine, matrix = screen.workspace.project, screen.workspace.engine, screen.matrix
    if project is None or not matrix.rows:
        screen.say("There is nothing to report on.")
        return
    endings = ", ".join(ENDINGS)

    def problem(text: str) -> str | None:
        return None if Path(text.strip()).suffix in ENDINGS else f"a file that ends in {endings}"

    def save(values: dict[str, str] | None) -> None:
        if values is not None:
            path = Path(values["path"].strip()).expanduser()
            screen.in_thread(
                "export",
                lambda: write_report(path, project, matrix, engine),
                lambda written: screen.say(str(written), title="Report written"),
            )

    field = Field("path", "File", f"{project.name}-variants.html", help=endings, validate=problem)
    screen.app.push_screen(FormDialog("Write the matrix as a report", (field,), done_label="Write"), save)


def compare_two(screen: VariantListScreen) -> None:
    """Show what sets two marked variants apart."""
    from screens.widgets.dialogs import TextDialog  # only on request
    from workbench.domain.image_diff import image_diff
    from workbench.services.compare_images import as_text
    from workbench.services.read_files import read_files

    marked = [row for row in screen.matrix.rows if row.name in screen.table.marked and row.status.result]
    if len(marked) != 2:
        screen.say("space marks; both must be built.", title="Mark two variants to compare them")
        return
    engine, cancel = screen.workspace.engine, Cancellation()
    before, after = (row.status.variant for row in marked)

    def work() -> str:
        images = [read_files(engine, each.tag, cancel=cancel) for each in (before, after)]
        return "\n".join(as_text(image_diff(*images)))

    screen.say(f"{before.name} and {after.name} are read.", title="Comparing")
    screen.on_leaving(cancel.cancel)

    def show(text: str) -> None:
        dialog = TextDialog(f"{before.name} against {after.name}", text)
        screen.in_front(lambda: screen.app.push_screen(dialog))

    screen.in_thread("compare", work, show)


def show_history(screen: VariantListScreen) -> None:
    """Show the past builds of the variant under the cursor, and compare them."""
    from screens.history_dialog import HistoryDialog  # only on request
    from workbench.services.build_history import BuildHistory

    project, variant = screen.workspace.project, screen.current
    if project is not None and variant is not None:
        builds = BuildHistory(project.folder).of(variant.name)
        screen.app.push_screen(HistoryDialog(variant.name, builds))


def show_build_log(screen: VariantListScreen) -> None:
    """Show the whole output of the build of the variant under the cursor."""
    from screens.build_log_dialog import BuildLogDialog  # only on request

    variant = screen.current
    progress = screen.builds.progress.get(variant.name) if variant else None
    if variant is None or progress is None:
        screen.say("b builds this variant.", title="Nothing was built in this run yet")
        return
    screen.app.push_screen(BuildLogDialog(variant.name, progress))
