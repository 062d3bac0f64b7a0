"""The options of the command line, with help that teaches."""

import argparse
from pathlib import Path

from workbench import __version__
from workbench.cli_jobs.embedded_options import add_embedded_options
from workbench.cli_jobs.job import JOBS, Job

EXIT_CODES = """\
exit codes:
  0  done            1  the job failed        2  wrong usage
  3  no engine       130  stopped by Ctrl-C"""

SCREENS = ("containers", "images", "layers", "variants", "stack", "logs", "system")
VALUE_OPTIONS = frozenset({"--host", "--context", "--screen", "--containers", "--speed", "--lang"})

_JOB_LINES = "\n".join(f"  {name:<11} {summary}" for name, summary in JOBS.items())

_APP_EPILOG = f"""\
jobs, done without a screen (`workbench JOB --help` explains each):
{_JOB_LINES}

examples:
  workbench                         the app in this folder, and the engine that docker would use
  workbench ~/src/shop              the app in another folder
  workbench sample ./senhas         write the sample app, then: workbench ./senhas
  workbench build && workbench compare
  workbench --host tcp://box:2376   another machine's engine
  workbench --read-only             look at a precious engine without a way to change it

A folder that has a job's name is written with a slash: workbench ./build

{EXIT_CODES}"""


def app_parser() -> argparse.ArgumentParser:
    """The parser of `workbench [PATH]`, which starts the app."""
    parser = argparse.ArgumentParser(
        prog="workbench",
        usage="workbench [options] [PATH]\n       workbench [options] JOB …",
        description="See the images and containers of an engine, read images as trees of layers, build\n"
        "variants of an app and compare them, run its stack and follow its logs: on one screen,\n"
        "by keyboard alone.",
        epilog=_APP_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        type=Path,
        default=None,
        help="the app's folder (default: this one; with --embedded a copy of the sample)",
    )
    parser.add_argument("--screen", choices=SCREENS, metavar="NAME", help=f"begin on: {', '.join(SCREENS)}")
    parser.add_argument(
        "--lang", choices=("en", "pt"), help="explain instructions in this language (default: the locale's)"
    )
    parser.add_argument("--version", action="version", version=f"Container Workbench {__version__}")
    _add_engine_options(parser)
    _add_debug(parser)
    return parser


def job_parser(name: str, job: Job) -> argparse.ArgumentParser:
    """The parser of one job: its own options and those that every run has."""
    parser = argparse.ArgumentParser(
        prog=f"workbench {name}",
        description=f"{job.summary}",
        epilog=f"{job.examples.strip()}\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    job.add_options(parser)
    if job.needs_engine:
        _add_engine_options(parser)
    _add_debug(parser)
    return parser


def add_json(parser: argparse.ArgumentParser) -> None:
    """The option of every reading job to answer a program instead of a person."""
    parser.add_argument("--json", action="store_true", help="print JSON with stable keys")


def add_folder(parser: argparse.ArgumentParser) -> None:
    """The app's folder, of every job that works on an app."""
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        type=Path,
        default=Path(),
        help="the app's folder (default: this one)",
    )


def _add_engine_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("which engine, and how")
    where = group.add_mutually_exclusive_group()
    where.add_argument("--host", metavar="URL", help="the engine's address, as in DOCKER_HOST")
    where.add_argument("--context", metavar="NAME", help="a context of the docker command line")
    where.add_argument(
        "--embedded", action="store_true", help="use the embedded engine, which needs no Docker"
    )
    add_embedded_options(group)
    group.add_argument("--read-only", action="store_true", help="refuse every change to the engine")


def _add_debug(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--debug", action="store_true", help="write a log with the causes of errors")
