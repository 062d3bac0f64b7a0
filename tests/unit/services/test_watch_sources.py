"""Noticing changes in an app's folder without looking at all of it each time."""

import os
from pathlib import Path

import pytest

from workbench.services.watch_sources import SourceWatch


class Clock:
    """A clock that a test moves on; each look at it takes a second of work."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lib").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("Dockerfile", "lib/a.py", ".git/index"):
        (tmp_path / name).write_text("one", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["Dockerfile", "lib/a.py"])
def test_an_edit_a_new_and_a_lost_file_are_noticed_once(folder: Path, name: str) -> None:
    watch = SourceWatch(folder, clock=lambda: 0.0)
    assert not watch.has_changed()
    assert not watch.has_changed()
    (folder / name).write_text("two words", encoding="utf-8")
    assert watch.has_changed()
    assert not watch.has_changed()
    (folder / name).with_suffix(".new").touch()
    assert watch.has_changed()
    (folder / name).unlink()
    assert watch.has_changed()
    assert not watch.has_changed()


def test_a_file_written_over_with_the_same_size_is_noticed(folder: Path) -> None:
    watch = SourceWatch(folder, clock=lambda: 0.0)
    watch.has_changed()
    fresh = folder / "fresh"
    fresh.write_text("two", encoding="utf-8")
    before = (folder / "Dockerfile").stat()
    os.utime(fresh, ns=(before.st_atime_ns, before.st_mtime_ns))
    fresh.replace(folder / "Dockerfile")
    assert watch.has_changed()


def test_what_is_no_source_wakes_nobody(folder: Path) -> None:
    watch = SourceWatch(folder, clock=lambda: 0.0)
    watch.has_changed()
    (folder / ".git/index").write_text("two", encoding="utf-8")
    assert not watch.has_changed()


def test_what_takes_long_to_walk_is_walked_seldom_but_dockerfiles_are_looked_at_each_time(
    folder: Path,
) -> None:
    clock = Clock()
    watch = SourceWatch(folder, clock)
    watch.has_changed()
    (folder / "lib/a.py").write_text("two", encoding="utf-8")
    assert not watch.has_changed()
    (folder / "Dockerfile").write_text("FROM two", encoding="utf-8")
    assert watch.has_changed()
    clock.now += 200
    assert watch.has_changed()


def test_a_folder_that_is_gone_is_a_change_and_no_error(folder: Path, tmp_path: Path) -> None:
    watch = SourceWatch(folder / "lib", clock=lambda: 0.0)
    watch.has_changed()
    (folder / "lib/a.py").unlink()
    (folder / "lib").rmdir()
    assert watch.has_changed()
    assert not watch.has_changed()
