"""Opens the engine that a job works on, as the options ask."""

import argparse
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from workbench.engine.engine import Engine
from workbench.services.workspace import Wishes, Workspace


@contextmanager
def connected(options: argparse.Namespace, folder: Path | None = None) -> Generator[Engine]:
    """The engine that the options ask for, let go of afterwards; raises EngineUnavailable."""
    wishes = Wishes(
        folder=folder or Path(),
        host=options.host,
        context=options.context,
        read_only=options.read_only,
        embedded=options.embedded,
        debug=options.debug,
    )
    workspace = Workspace(wishes)
    try:
        workspace.connect()
        yield workspace.engine
    finally:
        workspace.close()
