"""The two programs that are compared, as a person who has just come to this machine starts them."""

import os
import sys
import tempfile
from pathlib import Path

from tests.bench.terminal import Terminal
from tests.tools.settings import fresh_environment, read_settings

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "workbench" / "sample" / "giropops-senhas"
_HOME = tempfile.TemporaryDirectory(prefix="workbench-bench-")
_ENVIRONMENT = {
    **fresh_environment(Path(_HOME.name), read_settings()),
    "PATH": os.environ["PATH"],
    "COLORTERM": "truecolor",
    "LANG": "C.UTF-8",
}


def start_bare() -> Terminal:
    """Start the barest Textual app."""
    return Terminal([sys.executable, "-m", "tests.bench.bare_app"], _ENVIRONMENT, ROOT)


def start_bare_list(*rows: str) -> Terminal:
    """Start a Textual app that shows these rows, the first under its cursor."""
    return Terminal([sys.executable, "-m", "tests.bench.bare_list", *rows], _ENVIRONMENT, ROOT)


def start_workbench(engine_url: str, screen: str = "containers") -> Terminal:
    """Start the workbench on an engine and a screen, over the sample app."""
    words = ["--host", engine_url, "--screen", screen, str(SAMPLE)]
    return Terminal([sys.executable, "-m", "workbench", *words], _ENVIRONMENT, ROOT)
