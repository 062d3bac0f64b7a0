"""A pull with its progress; leaving the dialog cancels it."""

from __future__ import annotations

import threading
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.widgets.key_line import KeyLine
from workbench.domain.builds import Progress, PullProgress
from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import PullImage
from workbench.domain.errors import WorkbenchError
from workbench.domain.text import clean
from workbench.formatting import bar, size
from workbench.services.workspace import Workspace

_PARTS_SHOWN = 12


class PullDialog(ModalScreen[str | None]):
    """One line a layer; closes by itself when the image is there, gives its reference."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "cancel", "Cancel", key_display="esc", id="pull.cancel", tooltip="stop pulling"),
    ]

    class Moved(Message):
        """A part moved on."""

        def can_replace(self, message: Message) -> bool:
            """One is enough to draw again."""
            return isinstance(message, PullDialog.Moved)

    class Ended(Message):
        """The pull is over."""

        def __init__(self, error: WorkbenchError | None) -> None:
            super().__init__()
            self.error = error

    def __init__(self, workspace: Workspace, command: PullImage) -> None:
        super().__init__()
        self._workspace = workspace
        self._command = command
        self._cancel = Cancellation()
        self._parts: dict[str, PullProgress] = {}

    def compose(self) -> ComposeResult:
        """The parts in a frame, the keys below."""
        with Vertical(id="frame"):
            yield Static(Content.styled(clean(f"Pulling {self._command.reference}"), "bold"))
            yield Static(Content("asking the registry…"), id="parts")
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin, in a thread of its own: a pull may take minutes."""
        threading.Thread(target=self._pull, name="pull", daemon=True).start()

    def on_unmount(self) -> None:
        """Nothing goes on that nobody can see."""
        self._cancel.cancel()

    def action_cancel(self) -> None:
        """Stop pulling, or close when it is over."""
        self._cancel.cancel()
        self.dismiss(None)

    def on_pull_dialog_moved(self, _message: Moved) -> None:
        """Draw the parts, newest last."""
        parts = list(self._parts.values())
        lines = [_line(each) for each in parts[-_PARTS_SHOWN:]]
        if len(parts) > _PARTS_SHOWN:
            lines.insert(0, Content.styled(f"… {len(parts) - _PARTS_SHOWN} more\n", "$text-muted"))
        self.query_one("#parts", Static).update(Content("").join(lines))

    def on_pull_dialog_ended(self, message: Ended) -> None:
        """Close, or stay and say what went wrong."""
        if message.error is None:
            self.dismiss(self._command.reference)
            return
        error = message.error
        self.query_one("#parts", Static).update(
            Content("").join(
                [
                    Content.styled(clean(error.message), "$text-error"),
                    Content(f"\n{clean(error.hint)}\n\nesc closes"),
                ]
            )
        )

    def _pull(self) -> None:
        error: WorkbenchError | None = None
        try:
            self._workspace.engine.execute(self._command, report=self._report, cancel=self._cancel)
        except WorkbenchError as caught:
            error = caught
        if not self._cancel.is_cancelled:
            self.post_message(self.Ended(error))

    def _report(self, progress: Progress) -> None:
        if isinstance(progress, PullProgress):
            # replaced whole: the drawing thread never sees a dictionary that changes size
            self._parts = {**self._parts, progress.part or progress.status: progress}
            self.post_message(self.Moved())


def _line(progress: PullProgress) -> Content:
    current, total = progress.current_bytes, progress.total_bytes
    words = f"{clean(progress.part)[:14]:<14} {clean(progress.status)[:18]:<18} "
    if current is None or not total:
        return Content(f"{words}\n")
    return Content(f"{words}{bar(current / total, 16)} {size(current)} of {size(total)}\n")
