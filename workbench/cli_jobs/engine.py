"""`workbench engine`: run the embedded engine for other programs."""

import argparse
import sys
import threading
from pathlib import Path

from workbench.cli_jobs.embedded_options import add_embedded_options
from workbench.cli_jobs.interruption import termination_as_interrupt
from workbench.cli_jobs.job import Job
from workbench.cli_jobs.output import say
from workbench.domain.errors import InvalidInput
from workbench.embedded import EmbeddedEngine

_EXAMPLES = """\
examples:
  workbench engine                                           prints the export line for another terminal
  workbench engine --socket /tmp/play.sock &
  DOCKER_HOST=unix:///tmp/play.sock docker ps
  workbench engine --socket ./many.sock --containers 1000    a large engine to try things on

The embedded engine speaks the Docker Engine API and needs no Docker: it only pretends to run containers.
Prints the line that points other programs to it once it answers, and runs until Ctrl-C."""


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--socket",
        metavar="PATH",
        type=Path,
        help="where to listen; must not exist yet (default: a private place, removed at the end)",
    )
    add_embedded_options(parser)


def _run(options: argparse.Namespace) -> int:
    path: Path | None = options.socket and options.socket.absolute()
    if path is not None and path.exists():
        raise InvalidInput(
            f"{path} exists already.", "Name another place, or remove it if nothing listens there."
        )
    engine = EmbeddedEngine(socket_path=path, containers=options.containers, speed=options.speed)
    try:
        engine.start()
    except OSError as error:
        raise InvalidInput(
            f"The engine cannot listen on {path}: {error.strerror or error}.",
            "Name another place for its socket.",
        ) from error
    with termination_as_interrupt():
        try:
            sys.stdout.write(f"export DOCKER_HOST={engine.url}\n")
            sys.stdout.flush()
            say("The embedded engine runs until Ctrl-C.")
            threading.Event().wait()
        finally:
            engine.stop()
    return 0


JOB = Job(
    "Run the embedded engine on a socket, for other programs to use.",
    _EXAMPLES,
    _add_options,
    _run,
    needs_engine=False,
)
