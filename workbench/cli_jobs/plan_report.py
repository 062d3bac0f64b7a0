"""Tells a plan before it is carried out, and each step while it is."""

import time

from workbench.cli_jobs.interruption import interruptible
from workbench.cli_jobs.output import say
from workbench.domain.cancellation import Cancellation
from workbench.domain.stacks import Plan, PlanStep, RunStep, StepState, WaitForAnswer, WaitUntilReady
from workbench.engine.engine import Engine
from workbench.formatting import count
from workbench.services.run_stack import carry_out, refuse_read_only

_WAITING_EVERY_SECONDS = 5.0
_SIGNS = {
    StepState.RUNNING: "▸",
    StepState.DONE: "✓",
    StepState.FAILED: "✗",
    StepState.CANCELLED: "◼",
}


def plan_lines(plan: Plan) -> list[str]:
    """The plan's steps as lines, what a shell can replay as it stands; secrets are hidden."""
    if not plan.steps:
        say(f"{plan.title}: nothing to do")
    return [_line(step) for step in plan.steps]


def warn(plan: Plan) -> None:
    """What the plan leaves out or cannot promise, on stderr."""
    for warning in plan.warnings:
        say(f"warning: {warning}")


def carry_out_aloud(engine: Engine, plan: Plan) -> None:
    """Tell the plan on stderr, carry it out, and tell each step; Ctrl-C asks it to stop."""
    refuse_read_only(engine, plan)
    _announce(plan)
    cancel = Cancellation()
    interruptible(cancel, lambda: carry_out(engine, plan, report=PlanReport(), cancel=cancel))


def _announce(plan: Plan) -> None:
    say(f"{plan.title}: {count(len(plan.steps), 'step')}" if plan.steps else f"{plan.title}: nothing to do")
    for step in plan.steps:
        say(f"  {_line(step)}")
    for lost in plan.destroys:
        say(f"  lost for good: {lost}")


class PlanReport:
    """Tells each step as it begins and ends; what it waits for now and then, what it builds in full."""

    def __init__(self) -> None:
        self._told_waiting_at = 0.0

    def __call__(self, step: PlanStep, state: StepState, words: str) -> None:
        """Tell how far a step is."""
        match state:
            case StepState.WAITING:
                return
            case StepState.RUNNING if words:
                if isinstance(step, RunStep) or self._is_time_to_tell():
                    say(f"    {words}")
            case _:
                # What else there is to say of a failure is said in the end.
                first, _, _ = words.partition("\n")
                say(f"{_SIGNS[state]} {_title(step)}{f': {first}' if first else ''}")

    def _is_time_to_tell(self) -> bool:
        now = time.monotonic()
        is_time = now - self._told_waiting_at >= _WAITING_EVERY_SECONDS
        if is_time:
            self._told_waiting_at = now
        return is_time


def _title(step: PlanStep) -> str:
    match step:
        case RunStep(command):
            return command.summary
        case WaitUntilReady(service=service, condition=condition):
            return f"wait until {service} is {condition.value.removeprefix('service_').replace('_', ' ')}"
        case WaitForAnswer(service=service, url=url):
            return f"wait until {service} answers at {url}"


def _line(step: PlanStep) -> str:
    match step:
        case RunStep(command):
            return command.masked_line
        case WaitUntilReady() | WaitForAnswer():
            return f"# {_title(step)}"
