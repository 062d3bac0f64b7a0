"""`workbench up`: start the app's services on their shared network."""

import argparse
from pathlib import Path

from workbench.cli_jobs.chosen_app import app_in
from workbench.cli_jobs.connection import connected
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_folder
from workbench.cli_jobs.output import print_lines, say
from workbench.cli_jobs.plan_report import carry_out_aloud, plan_lines, warn
from workbench.domain.errors import EngineGone, ReadOnly, WorkbenchError
from workbench.domain.stacks import Stack, StackStatus
from workbench.engine.engine import Engine
from workbench.formatting import ports
from workbench.plain_table import plain_table
from workbench.services.compose.read_stack import read_stack
from workbench.services.run_stack import plan_up, stack_status

_EXAMPLES = """\
examples:
  workbench up --plan                only say what would be done
  workbench up ./senhas              the app and its Redis, on a network of their own
  workbench up --variant slim        with this variant of the app

The services are those of the folder's compose file; with none, an app that needs Redis gets one. The plan is
told first, then carried out; only what differs from what already stands is changed. When it is stopped or
fails half-way, what stands is told: `workbench up` goes on from there, `workbench down` removes it.
`--plan` prints the plan on stdout: the docker commands, and what is waited for as comments."""


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_folder(parser)
    parser.add_argument("--variant", metavar="NAME", help="run this variant of the app")
    parser.add_argument("--plan", action="store_true", help="print the plan and change nothing")


def _run(options: argparse.Namespace) -> int:
    path: Path = options.path
    stack = read_stack(app_in(path), variant=options.variant)
    with connected(options) as engine:
        plan = plan_up(engine, stack)
        warn(plan)
        if options.plan:
            print_lines(plan_lines(plan))
            return 0
        try:
            carry_out_aloud(engine, plan)
        except (EngineGone, ReadOnly):
            raise
        except WorkbenchError:
            _say_what_stands(engine, stack)
            raise
        print_lines(_standing(stack_status(engine, stack)))
    return 0


def _say_what_stands(engine: Engine, stack: Stack) -> None:
    say("What stands now:")
    for line in _standing(stack_status(engine, stack)):
        say(f"  {line}")


def _standing(status: StackStatus) -> list[str]:
    rows: list[tuple[str, ...]] = []
    for each in status.services:
        if each.container is None:
            rows.append((each.service.name, "–", "not there", "–"))
        else:
            found = each.container
            rows.append(
                (each.service.name, found.name, found.status or found.state.value, ports(found.ports))
            )
    networks = ", ".join(status.networks_present) or "none"
    return [*plain_table(("service", "container", "state", "ports"), rows), f"networks: {networks}"]


JOB = Job("Start the app's services on their shared network.", _EXAMPLES, _add_options, _run)
