"""Packing a folder into the tar that a builder is sent."""

import os
import socket
import tarfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from workbench.domain.builds import ContextSent
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import Cancelled, WorkbenchError
from workbench.engine.builders.context import pack_context

NOBODY = 65534


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    write(folder, "Dockerfile", "FROM scratch")
    return folder


def write(folder: Path, name: str, text: str = "x") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def packed(folder: Path, dockerfile: str = "Dockerfile") -> dict[str, tarfile.TarInfo]:
    with pack_context(folder, dockerfile) as context, tarfile.open(fileobj=context.file) as tar:
        return {entry.name: entry for entry in tar}


@contextmanager
def without_root(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """Work as a user whom permissions hold for; the folder is reached as the current one."""
    folder.chmod(0o755)
    monkeypatch.chdir(folder)
    if os.geteuid() != 0:
        yield Path()
        return
    os.seteuid(NOBODY)
    try:
        yield Path()
    finally:
        os.seteuid(0)


def test_folders_come_before_what_they_hold_and_all_belongs_to_root(app: Path) -> None:
    write(app, "b/c/d.txt", "hello")
    (app / "empty").mkdir()
    write(app, "a.sh").chmod(0o4750)
    entries = packed(app)
    assert list(entries) == ["Dockerfile", "a.sh", "b", "b/c", "b/c/d.txt", "empty"]
    assert entries["a.sh"].mode == 0o4750
    assert entries["b/c/d.txt"].size == 5
    assert all((each.uid, each.gid, each.uname, each.gname) == (0, 0, "", "") for each in entries.values())


def test_links_stay_links(app: Path) -> None:
    write(app, "dir/file")
    (app / "to-file").symlink_to("dir/file")
    (app / "to-dir").symlink_to("dir")
    (app / "to-nowhere").symlink_to("/nowhere")
    entries = packed(app)
    assert {name: each.linkname for name, each in entries.items() if each.issym()} == {
        "to-file": "dir/file",
        "to-dir": "dir",
        "to-nowhere": "/nowhere",
    }
    assert "to-dir/file" not in entries


def test_sockets_are_left_out(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(app)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("app.sock")
        assert list(packed(app)) == ["Dockerfile"]


def test_odd_names_and_long_paths_survive(app: Path) -> None:
    long = "/".join(["d" * 60] * 5) + "/file"
    raw = os.fsdecode(b"not-utf8-\xff")
    for name in ("new\nline", "ünï", long, raw):
        write(app, name)
    assert {"new\nline", "ünï", long, raw} <= set(packed(app))


def test_the_ignore_file_holds_and_the_two_files_are_sent_all_the_same(app: Path) -> None:
    write(app, ".dockerignore", "*\n!src\nsrc/*.pyc\n")
    write(app, "secret")
    write(app, "src/app.py")
    write(app, "src/app.pyc")
    assert list(packed(app)) == [".dockerignore", "Dockerfile", "src", "src/app.py"]


def test_an_exception_reaches_into_an_excluded_folder_with_its_parents(app: Path) -> None:
    write(app, ".dockerignore", "node_modules\n!**/keep.md\n")
    write(app, "node_modules/deep/keep.md")
    write(app, "node_modules/deep/index.js")
    (app / "node_modules").chmod(0o700)
    entries = packed(app)
    assert list(entries)[2:] == ["node_modules", "node_modules/deep", "node_modules/deep/keep.md"]
    assert entries["node_modules"].mode == 0o700


def test_the_ignore_file_of_the_dockerfile_wins(app: Path) -> None:
    write(app, ".dockerignore", "a")
    write(app, "docker/Slim", "FROM scratch")
    write(app, "docker/Slim.dockerignore", "b")
    write(app, "a")
    write(app, "b")
    assert {"a", "docker/Slim"} <= set(packed(app, "docker/Slim"))
    assert "b" not in packed(app, "docker/Slim")
    assert "a" not in packed(app)


def test_progress_ends_with_the_whole_and_the_size_is_the_tars(app: Path) -> None:
    write(app, "big", "x" * 3_000_000)
    seen: list[ContextSent] = []
    with pack_context(app, "Dockerfile", seen.append) as context:
        assert context.file_count == 2
        assert context.size_bytes == len(context.file.read())
    assert len(seen) >= 3
    assert seen[-1] == ContextSent(3_000_012, None, 2)


def test_cancelling_stops_inside_a_big_file(app: Path) -> None:
    write(app, "big", "x" * 5_000_000)
    cancellation = Cancellation()
    seen: list[ContextSent] = []

    def stop(progress: ContextSent) -> None:
        seen.append(progress)
        cancellation.cancel()

    with pytest.raises(Cancelled):
        pack_context(app, "Dockerfile", stop, cancellation)
    assert seen[-1].sent_bytes < 5_000_000


def test_an_unreadable_file_is_named(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(app, "locked").chmod(0)
    with (
        without_root(app, monkeypatch) as here,
        pytest.raises(WorkbenchError, match=r"locked cannot be read.*Permission denied") as caught,
    ):
        pack_context(here, "Dockerfile")
    assert ".dockerignore" in caught.value.hint


def test_an_unreadable_folder_is_named_unless_it_is_ignored(
    app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(app, "locked/file")
    (app / "locked").chmod(0)
    with without_root(app, monkeypatch) as here, pytest.raises(WorkbenchError, match="locked cannot be read"):
        pack_context(here, "Dockerfile")
    write(app, ".dockerignore", "locked")
    with without_root(app, monkeypatch) as here:
        assert list(packed(here)) == [".dockerignore", "Dockerfile"]


def test_a_folder_that_may_not_be_entered_is_named(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (app / "inner").mkdir(mode=0)
    with without_root(app, monkeypatch) as here, pytest.raises(WorkbenchError, match="inner cannot be read"):
        pack_context(here / "inner", "Dockerfile")


@pytest.mark.parametrize(
    ("dockerfile", "words"),
    [("Nowhere", "There is no Nowhere"), ("../Dockerfile", "outside"), (".", "There is no")],
)
def test_a_dockerfile_that_cannot_be_used_is_named(app: Path, dockerfile: str, words: str) -> None:
    write(app.parent, "Dockerfile")
    with pytest.raises(WorkbenchError, match=words):
        pack_context(app, dockerfile)


def test_a_root_that_is_no_folder_is_named(app: Path) -> None:
    with pytest.raises(WorkbenchError, match="is no folder"):
        pack_context(app / "Dockerfile", "Dockerfile")


def test_a_file_that_becomes_shorter_is_named(app: Path) -> None:
    big = write(app, "big", "x" * 5_000_000)

    def shorten(_: ContextSent) -> None:
        os.truncate(big, 10)

    with pytest.raises(WorkbenchError, match="big became shorter"):
        pack_context(app, "Dockerfile", shorten)
