"""The command line: starts the app, or does one job without it."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from workbench.cli_jobs.exit_codes import INTERRUPTED, READER_LEFT
from workbench.cli_jobs.job import JOBS, find_job
from workbench.cli_jobs.options import VALUE_OPTIONS, app_parser, job_parser
from workbench.cli_jobs.output import complain, say
from workbench.domain.errors import Cancelled, InvalidInput, WorkbenchError

log = logging.getLogger("workbench")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks and return the exit code; argparse itself exits with 2 on wrong usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _start(words)
        sys.stdout.flush()
    except WorkbenchError as error:
        log.debug("ended by an error", exc_info=error)
        complain(error)
        return INTERRUPTED if isinstance(error, Cancelled) else error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our results has seen enough; Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_LEFT
    return code


def _start(words: list[str]) -> int:
    place = job_place(words)
    if place is None:
        return _start_app(app_parser().parse_args(words))
    job = find_job(words[place])
    options = job_parser(words[place], job).parse_args(words[:place] + words[place + 1 :])
    _prepare_log(options)
    return job.run(options)


def job_place(words: Sequence[str]) -> int | None:
    """Where a job's name stands: the first word that is no option, and none after `--`."""
    is_value = False
    for index, word in enumerate(words):
        if is_value:
            is_value = False
        elif word == "--":
            return None
        elif word.startswith("-"):
            is_value = word in VALUE_OPTIONS
        else:
            return index if word in JOBS else None
    return None


def _start_app(options: argparse.Namespace) -> int:
    path: Path | None = options.path
    if path is not None and not path.is_dir():
        what = "is a file, not a folder" if path.exists() else "is neither a folder nor a job"
        raise InvalidInput(f"{path} {what}.", "`workbench --help` lists the jobs.")
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InvalidInput(
            "The screens need a terminal.", "`workbench --help` lists the jobs that are done without one."
        )
    refuse_intruders({name: _folder_of(name) for name in ("workbench", "screens", "styles")})
    _prepare_log(options)
    # Textual draws what a key changed with the next of these: at its own 60, two of them may be 17 ms away.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    from screens.app import run  # the one place where the workbench knows of the screens
    from workbench.cli_jobs.wishes import wishes_of  # only for this

    return run(wishes_of(options, path), options.screen or "containers")


def _folder_of(package: str) -> Path | None:
    spec = find_spec(package)
    return Path(spec.origin).resolve().parent.parent if spec and spec.origin else None


def refuse_intruders(folders: dict[str, Path | None]) -> None:
    """Raise InvalidInput where a package that only shares a name with ours would be imported in its place."""
    ours = folders["workbench"]
    for name, folder in folders.items():
        if folder is None:
            raise WorkbenchError(f"The package {name} is missing.", "Install container-workbench again.")
        if folder != ours:
            raise WorkbenchError(
                f"Python finds another package named {name}, in {folder}, before the workbench's own.",
                "Start the workbench from another folder, or install it in an environment of its own.",
            )


def _prepare_log(options: argparse.Namespace) -> None:
    if not options.debug:
        return
    from workbench.services.state_folder import state_folder  # nothing else of a plain run needs it

    path = state_folder() / "debug.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"The log {path} cannot be written: {error.strerror}.") from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(threadName)s %(name)s %(levelname)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    say(f"Log: {path}")
