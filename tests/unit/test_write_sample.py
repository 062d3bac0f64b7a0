"""Writing the sample app out: complete, and never over anything."""

from pathlib import Path

import pytest

from workbench.domain.errors import WorkbenchError
from workbench.services.write_sample import write_sample


def test_writes_the_whole_app_into_a_new_folder(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "app"
    written = write_sample(target)
    names = {path.relative_to(target).as_posix() for path in written}
    assert {"app.py", "requirements.txt", "compose.yaml", ".dockerignore", "templates/index.html"} <= names
    assert {f"Dockerfile.{name}" for name in ("full", "slim", "distroless", "alpine", "hardened")} <= names
    assert all(path.is_file() and path.stat().st_size > 0 for path in written)
    assert {path for path in target.rglob("*") if path.is_file()} == set(written)


def test_bytecode_beside_the_sample_is_left_out(tmp_path: Path) -> None:
    assert not [path for path in write_sample(tmp_path) if "__pycache__" in path.parts]


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write_sample(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_refuses_to_overwrite_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "index.html").write_text("mine")
    (tmp_path / "compose.yaml").symlink_to("nowhere")
    with pytest.raises(WorkbenchError, match=r"compose\.yaml, templates/index\.html") as caught:
        write_sample(tmp_path)
    assert caught.value.hint
    assert (tmp_path / "templates" / "index.html").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["compose.yaml", "templates"]


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "app").write_text("not a folder")
    with pytest.raises(WorkbenchError, match="cannot be written"):
        write_sample(tmp_path / "app")


def test_a_second_time_is_refused(tmp_path: Path) -> None:
    write_sample(tmp_path)
    with pytest.raises(WorkbenchError, match=r"and \d+ more"):
        write_sample(tmp_path)
