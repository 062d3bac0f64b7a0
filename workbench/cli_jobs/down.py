"""`workbench down`: remove what up made."""

import argparse
from pathlib import Path

from workbench.cli_jobs.chosen_app import app_in
from workbench.cli_jobs.connection import connected
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.options import add_folder
from workbench.cli_jobs.output import print_lines
from workbench.cli_jobs.plan_report import carry_out_aloud, plan_lines, warn
from workbench.services.compose.read_stack import read_stack
from workbench.services.run_stack import plan_down

_EXAMPLES = """\
examples:
  workbench down --plan              only say what would be removed
  workbench down ./senhas
  workbench down ./senhas --volumes  and all data in the named volumes that up made

Removes the containers and networks that `workbench up` made, by their labels, and nothing else: images and
what others made stay, and so do named volumes unless `--volumes` is given."""


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_folder(parser)
    parser.add_argument(
        "--volumes", action="store_true", help="also remove the named volumes, with all data in them"
    )
    parser.add_argument("--plan", action="store_true", help="print the plan and change nothing")


def _run(options: argparse.Namespace) -> int:
    path: Path = options.path
    stack = read_stack(app_in(path))
    with connected(options) as engine:
        plan = plan_down(engine, stack, with_volumes=options.volumes)
        warn(plan)
        if options.plan:
            print_lines(plan_lines(plan))
            return 0
        carry_out_aloud(engine, plan)
    return 0


JOB = Job("Remove what up made, and nothing else.", _EXAMPLES, _add_options, _run)
