"""What a job of the command line is, and which there are."""

import argparse
import importlib
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """One job: the sentence and the examples of its help, its own options, and the call that does it.

    The call returns the exit code; it raises WorkbenchError for what went wrong.
    """

    summary: str
    examples: str
    add_options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    needs_engine: bool = True


# A job's module is imported only when it is asked for: each brings other parts of the workbench.
JOBS = {
    "doctor": "say which engines were looked for, which answered, and what they can do",
    "containers": "list the containers of the engine",
    "images": "list the images of the engine",
    "layers": "show the history of an image as a tree of layers, and their files",
    "diff": "compare two images: layers, files, packages, configuration",
    "check": "hold an image to limits, for a pipeline",
    "advise": "say what could be better in the Dockerfiles of an app",
    "recipe": "make a Dockerfile for an app from a recipe",
    "build": "build the variants of an app",
    "prove": "start the variants of an app, ask them and look into them",
    "what-if": "say which build steps a changed file would run again",
    "compare": "put the variants of an app side by side",
    "up": "start the app's services on their shared network",
    "down": "remove what up made",
    "logs": "print the logs of containers",
    "sample": "write the sample app into a folder",
    "engine": "run the embedded engine on a socket, for other programs to use",
}


def find_job(name: str) -> Job:
    """The job of that name; KeyError where there is none."""
    if name not in JOBS:
        raise KeyError(name)
    job: Job = importlib.import_module(f"workbench.cli_jobs.{name.replace('-', '_')}").JOB
    return job
