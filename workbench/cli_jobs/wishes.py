"""The options of the command line as what a run works on."""

import argparse
from pathlib import Path

from workbench.services.workspace import Wishes


def wishes_of(options: argparse.Namespace, folder: Path | None) -> Wishes:
    """What the options ask for, on an app's folder if one is named."""
    return Wishes(
        folder=folder,
        host=options.host,
        context=options.context,
        read_only=options.read_only,
        embedded=options.embedded,
        embedded_containers=options.containers,
        embedded_speed=options.speed,
        debug=options.debug,
        language=getattr(options, "lang", None) or "",
    )
