"""Who imports whom: the contracts hold, and starting the command line stays light."""

import ast
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, parse, python_files

_HEAVY = ("textual", "docker", "requests", "screens")


def test_the_contracts_are_kept(tmp_path: Path) -> None:
    linter = Path(sysconfig.get_path("scripts"), "lint-imports")
    done = subprocess.run(
        [linter, "--cache-dir", str(tmp_path)], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", ["workbench", "workbench.cli", "workbench.domain", "workbench.formatting"])
def test_a_light_module_pulls_in_nothing_heavy(module: str) -> None:
    """What costs a command its start: Textual and docker take longer to import than most commands run."""
    script = f"import sys, {module}; print(*sorted(set({_HEAVY!r}) & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


@pytest.mark.long
def test_the_app_brings_the_embedded_engine_only_where_it_is_asked_for() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for folder in ("screens", "workbench/services")
        for path in python_files(folder)
    ]
    script = f"import {', '.join(modules)}, sys; print('workbench.embedded' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert len(modules) > 100
    assert done.stdout.split() == ["False"]


@pytest.mark.parametrize("package", ["domain", "embedded"])
def test_a_pure_package_needs_nothing_that_is_installed(package: str) -> None:
    ours = ("workbench.domain", f"workbench.{package}")
    foreign = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in python_files(f"workbench/{package}")
        for name in _imported(path)
        if not name.startswith(ours) and name.split(".")[0] not in sys.stdlib_module_names
    }
    assert foreign == set()


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(parse(path)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module)):
                # `from workbench import domain` names the package only together with what it takes.
                yield from (f"{module}.{alias.name}" for alias in node.names)
            case _:
                pass
