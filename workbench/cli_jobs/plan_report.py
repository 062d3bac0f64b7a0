"""Tells a plan before it is carried out, and each step while it is."""

from workbench.cli_jobs.output import say
from workbench.domain.stacks import Plan, PlanStep, RunStep, StepState, WaitForAnswer, WaitUntilReady
from workbench.formatting import count

_SIGNS = {
    StepState.RUNNING: "▸",
    StepState.DONE: "✓",
    StepState.FAILED: "✗",
    StepState.CANCELLED: "◼",
}


def plan_lines(plan: Plan) -> list[str]:
    """The plan's steps as lines, what a shell can replay as it stands; secrets are hidden."""
    return [_line(step) for step in plan.steps]


def announce(plan: Plan) -> None:
    """The plan on stderr: its warnings, its steps, and what it destroys."""
    for warning in plan.warnings:
        say(f"warning: {warning}")
    say(f"{plan.title}: {count(len(plan.steps), 'step')}" if plan.steps else f"{plan.title}: nothing to do")
    for step in plan.steps:
        say(f"  {_line(step)}")
    for lost in plan.destroys:
        say(f"  lost for good: {lost}")


def tell_step(step: PlanStep, state: StepState, words: str) -> None:
    """One line when a step begins or ends, and one for each thing that it tells meanwhile."""
    match state:
        case StepState.RUNNING if words:
            say(f"    {words}")
        case StepState.WAITING:
            pass
        case _:
            say(f"{_SIGNS[state]} {_title(step)}{f': {words}' if words else ''}")


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
