"""The view of a variant's Dockerfile: read and advised on in a thread, and mended on request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from screens.dockerfile_page import dockerfile_page
from screens.widgets.text_view import TextView
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import Cancelled, NotFound, WorkbenchError
from workbench.domain.text import clean
from workbench.domain.variants import Variant

if TYPE_CHECKING:
    from screens.advice_dialog import AdviceDialog
    from screens.base import WorkbenchScreen
    from workbench.services.advise_fixes import FileChange
    from workbench.services.advise_variants import Advised
    from workbench.services.read_files import FilesCache

_KEPT_FILES = 100_000


class DockerfileView(TextView):
    """Shows one Dockerfile at a time; the advice of slow programs joins its page when it is there."""

    def __init__(self, screen: WorkbenchScreen, *, id: str) -> None:
        super().__init__(id=id)
        self._screen = screen
        self._place: tuple[Path, Variant] | None = None
        self._drawn = ""
        self._advised: Advised | None = None
        self._undo: list[tuple[FileChange, ...]] = []
        self._cancel = Cancellation()
        self._files: FilesCache | None = None

    def on_unmount(self) -> None:
        """End the programs that still read: leaving waits for their threads."""
        self._cancel.cancel()

    def show_variant(self, folder: Path, variant: Variant) -> None:
        """Read and draw a variant's Dockerfile, unless it stands there already as it is on the disk."""
        is_other = self._place != (folder, variant)
        self._place = (folder, variant)
        drawn = f"{self._screen.workspace.is_connected} {variant} " + " ".join(
            _stamp(folder / name) for name in (variant.dockerfile, ".dockerignore")
        )
        if drawn != self._drawn:
            self._drawn = drawn
            self._read(keep_place=not is_other)

    def _read(self, *, keep_place: bool) -> None:
        """Draw what our own rules say at once; then ask the engine and the other programs too."""
        from workbench.services.advise_costs import (
            with_kept_file_costs,
            with_known_costs,
        )  # these bring the builders along
        from workbench.services.advise_variants import advise

        if self._place is None:
            return
        folder, variant = self._place
        workspace = self._screen.workspace
        engine = workspace.engine if workspace.is_connected else None
        self._cancel.cancel()
        self._cancel = cancel = Cancellation()
        files = self._files_read()

        def quick() -> tuple[Advised, Content]:
            advised = advise(folder, variant, with_linters=False)
            return advised, dockerfile_page(advised)

        def thorough() -> tuple[Advised, Content]:
            advised = with_known_costs(folder, advise(folder, variant, engine, cancel=cancel), engine)
            if engine is not None:
                advised = with_kept_file_costs(engine, advised, files)
            return advised, dockerfile_page(advised)

        def show_more(found: tuple[Advised, Content]) -> None:
            self._advised = found[0]
            self.show(found[1], keep_place=True)

        def show(found: tuple[Advised, Content]) -> None:
            self._advised = found[0]
            self.show(found[1], keep_place=keep_place)
            self._screen.in_thread("dockerfile", thorough, show_more, lambda _error: None)

        self._screen.in_thread("dockerfile", quick, show, self._show_problem)

    def _show_problem(self, error: WorkbenchError) -> None:
        self._advised = None
        self.show(Content.styled(clean(f"{error.message} {error.hint}"), "$text-error"))

    def open_advice(self) -> None:
        """Show the advice with what following it would change, and change it when that is agreed to."""
        from screens.advice_dialog import AdviceDialog  # only on request
        from workbench.services.advise_fixes import change_of_all

        advised = self._advised
        if advised is None or self._place is None:
            self._screen.say("There is no Dockerfile to advise on.")
            return
        undo = self._undo[-1] if self._undo else ()
        measure = self._measure if self._screen.workspace.is_connected else None

        def show(changes: tuple[FileChange, ...]) -> None:
            dialog = AdviceDialog(advised, undo, changes, measure)
            self._screen.in_front(lambda: self._screen.app.push_screen(dialog, self._apply))

        # Of a Dockerfile with thousands of lines this takes a while.
        several = len(advised.fixable) > 1
        self._screen.in_thread("fixes", lambda: change_of_all(advised.subject) if several else (), show)

    def _measure(self, dialog: AdviceDialog) -> None:
        """Read the built image whole, as long as the dialog is there, and tell it what was found."""
        from workbench.services.advise_costs import with_file_costs  # only on request

        advised, engine, cancel = self._advised, self._screen.workspace.engine, Cancellation()
        files = self._files_read()
        if advised is None:
            return

        def show(measured: Advised) -> None:
            self._advised = measured
            self.show(dockerfile_page(measured), keep_place=True)
            if dialog.is_attached:
                dialog.take_measured(measured)

        def failed(error: WorkbenchError) -> None:
            if isinstance(error, NotFound):
                self._screen.say("b builds it.", title=f"{advised.variant.name} is not built yet")
            elif not isinstance(error, Cancelled):
                self._screen.show_error(error)

        dialog.on_leaving(cancel.cancel)
        self._screen.say("It is read to its last file.", title=f"Measuring {advised.variant.tag}")
        self._screen.in_thread(
            "measure-advice",
            lambda: with_file_costs(engine, advised, cache=files, cancel=cancel),
            show,
            failed,
        )

    def _files_read(self) -> FilesCache:
        """The images that were read to measure them: what is edited next is measured on them at once."""
        from workbench.services.read_files import FilesCache  # reads archives

        if self._files is None:
            self._files = FilesCache(_KEPT_FILES)
        return self._files

    def _apply(self, changes: tuple[FileChange, ...] | None) -> None:
        from workbench.services.advise_fixes import apply_change  # only on request

        if not changes or self._place is None:
            return
        folder = self._place[0]
        done: list[FileChange] = []
        try:
            for change in changes:
                apply_change(folder, change)
                done.append(change)
        except WorkbenchError as error:
            self._screen.show_error(error)
        if done:
            is_undone = bool(self._undo) and tuple(done) == self._undo[-1]
            if is_undone:
                self._undo.pop()
            else:
                self._undo.append(tuple(each.reversed for each in reversed(done)))
            names = ", ".join(each.path for each in done)
            self._screen.say(
                "F shows how to take it back." if not is_undone else names,
                title=f"{names} " + ("is as it was" if is_undone else "mended"),
            )
        self._drawn = ""
        self._read(keep_place=True)


def _stamp(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:
        return "?"
    return f"{status.st_mtime_ns}/{status.st_size}"
