"""Opens the engine that a job works on, as the options ask."""

import argparse
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from workbench.cli_jobs.wishes import wishes_of
from workbench.engine.engine import Engine
from workbench.services.workspace import Workspace


@contextmanager
def connected(options: argparse.Namespace, folder: Path | None = None) -> Generator[Engine]:
    """The engine that the options ask for, let go of afterwards; raises EngineUnavailable."""
    workspace = Workspace(wishes_of(options, folder or Path()))
    try:
        workspace.connect()
        yield workspace.engine
    finally:
        workspace.close()
