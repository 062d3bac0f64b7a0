"""`workbench sample`: write the sample app."""

import argparse
import shlex
from pathlib import Path

from workbench.cli_jobs.job import Job
from workbench.cli_jobs.output import print_lines, say
from workbench.services.write_sample import write_sample

_EXAMPLES = """\
examples:
  workbench sample ./senhas
  workbench build ./senhas && workbench compare ./senhas
  workbench up ./senhas              then open http://127.0.0.1:5000

Prints the path of each file that was written. Nothing is ever overwritten."""


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="a new or an empty folder")


def _run(options: argparse.Namespace) -> int:
    folder: Path = options.folder
    print_lines(str(path) for path in write_sample(folder))
    say(f"Next: workbench {shlex.quote(str(folder))}")
    return 0


JOB = Job(
    "Write the sample app, a small Flask app with Redis and five Dockerfiles.",
    _EXAMPLES,
    _add_options,
    _run,
    needs_engine=False,
)
