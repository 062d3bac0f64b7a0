"""The project's files as the architecture tests see them."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("workbench", "screens", "styles")
SAMPLE = ROOT / "workbench" / "sample" / "giropops-senhas"
_NEVER_SHIPPED = {"__pycache__"}
_HIDDEN = {".git", ".cache", ".venv", "__pycache__"}


def python_files(*folders: str) -> Iterator[Path]:
    """List the Python files below folders of the project, without the sample app, which is data."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not path.is_relative_to(SAMPLE):
                yield path


def shipped_files() -> set[str]:
    """Name every file of the three packages, relative to the project."""
    return {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not _NEVER_SHIPPED.intersection(path.parts)
    }


def tracked_files() -> list[Path]:
    """List what git keeps, and what it would keep; where git does not answer, all but what is hidden."""
    if git := shutil.which("git"):
        asked = subprocess.run(
            [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            check=False,
            capture_output=True,
            text=True,
        )
        if asked.returncode == 0:
            listed = [ROOT / name for name in asked.stdout.split("\0") if name]
            return [path for path in listed if path.is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and not _HIDDEN.intersection(path.parts)]


def parse(path: Path) -> ast.Module:
    """Read a Python file as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def names_of(paths: Iterator[Path] | list[Path]) -> list[str]:
    """Name files as a failing test should print them."""
    return [str(path.relative_to(ROOT)) for path in paths]
