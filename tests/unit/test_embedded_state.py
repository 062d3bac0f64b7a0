"""What a run remembers of the embedded engine goes with it: its images were only pretended."""

import os
from pathlib import Path

import pytest

from workbench.cli import main
from workbench.services.state_folder import app_file, state_folder
from workbench.services.workspace import Wishes, Workspace


def test_a_build_leaves_no_file_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (app / "Dockerfile.one").write_text("FROM python:3.11-slim\nRUN echo one > /one\n")
    assert main(["build", str(app), "--embedded", "--speed", "0"]) == 0
    assert "built" in capsys.readouterr().out
    assert [path for path in state_folder().rglob("*") if path.is_file()] == []


def test_what_is_remembered_stands_in_a_folder_that_goes_with_the_engine(tmp_path: Path) -> None:
    workspace = Workspace(Wishes(tmp_path, embedded=True, embedded_speed=0))
    kept = app_file("builds", tmp_path)
    workspace.connect()
    passing = state_folder()
    assert app_file("builds", tmp_path).is_relative_to(passing)
    assert passing.is_dir()
    workspace.close()
    assert not passing.exists()
    assert app_file("builds", tmp_path) == kept
    assert kept.is_relative_to(os.environ["XDG_STATE_HOME"])
