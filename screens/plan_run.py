"""A plan that is carried out in a thread of its own, step by step."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

from screens.widgets.line_table import Cell, Column, Row
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import WorkbenchError
from workbench.domain.stacks import Plan, PlanStep, RunStep, StepState, WaitForAnswer, WaitUntilReady
from workbench.services.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS = (
    Column("state", "state", 9),
    Column("step", "step", 30, flexible=True),
    Column("command", "command", 40, flexible=True, priority=1),
)
_CELLS = {
    StepState.WAITING: Cell("○ waiting", "muted"),
    StepState.RUNNING: Cell("▸ running", "warn"),
    StepState.DONE: Cell("✓ done", "good"),
    StepState.FAILED: Cell("✗ failed", "bad"),
    StepState.CANCELLED: Cell("■ stopped", "warn"),
}


@dataclass(frozen=True, slots=True)
class StepReport:
    """How far one step is."""

    state: StepState
    note: str = ""


class PlanMoved(Message):
    """A step of the plan moved on."""

    def can_replace(self, message: Message) -> bool:
        """One is enough to draw again."""
        return isinstance(message, PlanMoved)


class PlanEnded(Message):
    """The plan is carried out, or ended early."""

    def __init__(self, plan: Plan, error: WorkbenchError | None) -> None:
        super().__init__()
        self.plan = plan
        self.error = error


class PlanRun:
    """Carries out one plan at a time."""

    def __init__(self, host: MessagePump, workspace: Workspace) -> None:
        self._host = host
        self._workspace = workspace
        self._cancel = Cancellation()
        self._thread: threading.Thread | None = None
        self._reports: Mapping[int, StepReport] = {}
        self.plan: Plan | None = None

    @property
    def is_running(self) -> bool:
        """Whether a plan is under way."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, plan: Plan) -> None:
        """Begin; does nothing while another is under way."""
        if self.is_running:
            return
        self.plan, self._reports, self._cancel = plan, {}, Cancellation()
        self._thread = threading.Thread(target=self._carry_out, args=(plan,), name="plan", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Stop after the step that runs, at once where it only waits."""
        self._cancel.cancel()

    def stop(self, seconds: float = 5.0) -> None:
        """Cancel, and wait until the engine was told."""
        self._cancel.cancel()
        if self._thread is not None:
            self._thread.join(seconds)

    def rows(self) -> list[Row]:
        """The steps with how far each is."""
        if self.plan is None:
            return []
        reports = self._reports
        rows: list[Row] = []
        for index, step in enumerate(self.plan.steps):
            report = reports.get(index, StepReport(StepState.WAITING))
            note = f": {report.note}" if report.note else ""
            rows.append(
                Row(
                    str(index),
                    (_CELLS[report.state], f"{step_title(step)}{note}", Cell(step_command(step), "muted")),
                )
            )
        return rows

    def _carry_out(self, plan: Plan) -> None:
        from workbench.services.run_stack import carry_out  # brings the engine along

        error: WorkbenchError | None = None
        try:
            carry_out(self._workspace.engine, plan, report=self._report, cancel=self._cancel)
        except WorkbenchError as caught:
            error = caught
        self._host.post_message(PlanEnded(plan, error))

    def _report(self, step: PlanStep, state: StepState, note: str) -> None:
        if self.plan is None:
            return
        index = next((number for number, each in enumerate(self.plan.steps) if each is step), None)
        if index is not None:
            # replaced whole: the drawing thread never sees a dictionary that changes size
            self._reports = {**self._reports, index: StepReport(state, note.partition("\n")[0])}
            self._host.post_message(PlanMoved())


def step_title(step: PlanStep) -> str:
    """What a step does, in one line."""
    match step:
        case RunStep():
            return f"{step.command.summary}{f' ({step.reason})' if step.reason else ''}"
        case WaitUntilReady():
            condition = step.condition.value.removeprefix("service_").replace("_", " ")
            return f"wait until {step.service} is {condition}"
        case WaitForAnswer():
            return f"wait until {step.url} answers"


def step_command(step: PlanStep) -> str:
    """The docker line of a step, empty where it only waits."""
    return step.command.brief_line if isinstance(step, RunStep) else ""
