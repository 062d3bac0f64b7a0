"""Carries a plan out, step by step, and says what stands when a step fails."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.domain.builds import (
    ContextSent,
    ImageBuilt,
    Progress,
    PullProgress,
    StepCached,
    StepDone,
    StepFailed,
    StepOutput,
    StepProgress,
    StepSized,
    StepStarted,
)
from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import BuildImage, Command, Outcome
from workbench.domain.errors import Cancelled, ReadOnly, WorkbenchError
from workbench.domain.stacks import (
    Plan,
    PlanStep,
    RunStep,
    StepState,
    WaitForAnswer,
    WaitUntilReady,
)
from workbench.domain.text import clean
from workbench.services.record_build import build_and_record
from workbench.services.stacks.waiting import wait_for_answer, wait_until_ready

if TYPE_CHECKING:
    from workbench.engine.engine import Engine

Report = Callable[[PlanStep, StepState, str], None]


def ignore(_step: PlanStep, _state: StepState, _words: str) -> None:
    """The report of whoever does not want to hear of steps."""


def refuse_read_only(engine: "Engine", plan: Plan) -> None:
    """Raise ReadOnly where the plan would change an engine that is only read: before a word of its steps."""
    if plan.steps and engine.read_only:
        raise ReadOnly(f"Not done: {plan.title}.", "The workbench was started with --read-only.")


def carry_out(
    engine: "Engine", plan: Plan, *, report: Report = ignore, cancel: Cancellation | None = None
) -> None:
    """Carry out all steps; on a failure the error's hint tells what was done and how to go on."""
    refuse_read_only(engine, plan)
    switch = cancel or Cancellation()
    done: list[RunStep] = []
    for step in plan.steps:
        report(step, StepState.RUNNING, "")
        try:
            switch.check()
            words = _one_step(engine, step, report, switch)
        except WorkbenchError as error:
            state = StepState.CANCELLED if isinstance(error, Cancelled) else StepState.FAILED
            report(step, state, error.message)
            recovery = plan.recovery if done else ""
            error.hint = " ".join(filter(None, (error.hint, _what_stands(done), recovery)))
            raise
        report(step, StepState.DONE, words)
        if isinstance(step, RunStep):
            done.append(step)


def _one_step(engine: "Engine", step: PlanStep, report: Report, cancel: Cancellation) -> str:
    def tell(words: str) -> None:
        report(step, StepState.RUNNING, words)

    match step:
        case RunStep(command):
            outcome = _executed(engine, command, lambda progress: _tell(progress, tell), cancel)
            return "; ".join(outcome.notes)
        case WaitUntilReady():
            return wait_until_ready(engine, step, tell, cancel)
        case WaitForAnswer():
            return wait_for_answer(engine, step, tell, cancel)


def _executed(
    engine: "Engine", command: Command, report: Callable[[Progress], None], cancel: Cancellation
) -> Outcome:
    if isinstance(command, BuildImage):
        return build_and_record(engine, command, report, cancel)
    return engine.execute(command, report=report, cancel=cancel)


def _tell(progress: Progress, tell: Callable[[str], None]) -> None:
    words = progress_line(progress)
    if words:
        tell(clean(words))


def progress_line(progress: Progress) -> str:
    """What a build or a pull tells, as one line; empty for what is not worth one."""
    match progress:
        case PullProgress(part, status):
            return f"{part} {status}".strip()
        case StepStarted(_, index, total, title):
            return f"{index}/{total} {title}" if total else title
        case StepOutput(_, line):
            return line
        case StepFailed(_, _, message):
            return message
        case ContextSent() | StepProgress() | StepCached() | StepDone() | StepSized() | ImageBuilt():
            return ""


def _what_stands(done: list[RunStep]) -> str:
    if not done:
        return "Nothing was changed."
    return f"Done before that: {'; '.join(step.command.summary for step in done)}."
