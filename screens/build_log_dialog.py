"""The whole output of one build: searched, copied, saved."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from screens.widgets.dialog import Dialog
from screens.widgets.line_log import LineLog
from styles import sheet
from workbench.domain.build_steps import BuildProgress
from workbench.domain.logs import LogLine, StdStream
from workbench.domain.text import clean

_FRAME_LINES = 6


class BuildLogDialog(Dialog[None]):
    """A log view over the lines of all steps."""

    CSS_PATH = sheet("build_log_dialog")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", id="build_log.search"),
        Binding("S", "save", "Save", id="build_log.save", tooltip="write it to a file in this folder"),
        Binding("q", "leave", "Close", show=False, id="build_log.close"),
    ]

    def __init__(self, variant: str, progress: BuildProgress) -> None:
        super().__init__(f"{variant}: / searches, n and N go on, y copies, S saves, esc closes")
        self._file = Path(f"build-{variant}.log")
        self._lines = log_lines(progress)

    def body(self) -> ComposeResult:
        """The log, and the search line."""
        yield LineLog(id="log")
        yield Input(placeholder="search words; enter jumps", compact=True, id="search")

    def on_mount(self) -> None:
        """Show the lines from the first on."""
        log = self.query_one(LineLog)
        log.write(self._lines)
        log.show_first()
        log.focus()

    def on_resize(self) -> None:
        """Take the window's height."""
        room = max(4, self.size.height - _FRAME_LINES)
        self.scrolling.styles.height = room
        self.query_one(LineLog).styles.height = room - 1

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Search, and go back to the log."""
        event.stop()
        self.query_one(LineLog).search(event.value)
        self.query_one(LineLog).focus()

    def action_search(self) -> None:
        """Type what to search for."""
        self.query_one(Input).focus()

    def action_save(self) -> None:
        """Write the lines to a file."""
        try:
            count = self.query_one(LineLog).save(self._file)
        except OSError as error:
            self.notify(clean(str(error)), title="The log cannot be saved", severity="error", markup=False)
            return
        self.notify(clean(str(self._file.resolve())), title=f"{count} lines saved", markup=False)


def log_lines(progress: BuildProgress) -> list[LogLine]:
    """Every line of a build, each step under its title."""
    lines: list[LogLine] = []
    for step in progress.steps.values():
        place = f"{step.stage} {step.index}".strip()
        lines.append(
            LogLine("", StdStream.STDOUT, "", f"# [{place}] {step.title}".encode("utf-8", "replace"))
        )
        lines += [
            LogLine(
                "", StdStream.STDERR if is_error else StdStream.STDOUT, "", line.encode("utf-8", "replace")
            )
            for line, is_error in step.lines
        ]
        if step.failure:
            lines.append(LogLine("", StdStream.STDERR, "", step.failure.encode("utf-8", "replace")))
    return lines
