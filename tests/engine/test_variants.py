"""Variants of an app are built, compared, cancelled and found stale on a real engine."""

import json
import os
import secrets
import time
from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.processes import runs_here
from tests.tools.waiting import wait_until
from tests.tools.workbench_cli import WorkbenchCli
from workbench.services.write_sample import write_sample


@pytest.fixture
def sample(tmp_path: Path, unique_name: str) -> Path:
    """The sample app, under names of this test's own."""
    folder = tmp_path / unique_name
    write_sample(folder)
    compose = folder / "compose.yaml"
    compose.write_text(compose.read_text().replace("giropops-senhas", unique_name))
    return folder


@pytest.fixture
def app(tmp_path: Path, unique_name: str) -> Path:
    """A folder for a small app of this test's own."""
    folder = tmp_path / unique_name
    folder.mkdir()
    return folder


def write(folder: Path, name: str, text: str, *, age_seconds: float = 0) -> None:
    path = folder / name
    path.write_text(text)
    if age_seconds:
        moment = time.time() - age_seconds
        os.utime(path, (moment, moment))


def compared(workbench: WorkbenchCli, folder: Path) -> dict[str, dict[str, object]]:
    done = workbench("compare", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    return {row["variant"]: row for row in json.loads(done.stdout)["variants"]}


def test_all_five_variants_are_built_and_stand_in_the_lessons_order(
    workbench: WorkbenchCli, sample: Path, unique_name: str
) -> None:
    before = compared(workbench, sample)
    assert {row["state"] for row in before.values()} == {"not built"}
    done = workbench("build", str(sample), "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["variants"]
    assert rows[0]["variant"] == "full"
    assert {row["state"] for row in rows} == {"built"}
    assert all(row["seconds"] is not None for row in rows)
    by_name = {row["variant"]: row for row in rows}
    assert by_name["full"]["size_bytes"] > by_name["slim"]["size_bytes"] > by_name["distroless"]["size_bytes"]
    assert by_name["distroless"]["saving"] > by_name["slim"]["saving"] > by_name["full"]["saving"] == 0
    assert by_name["slim"]["base"] == "python:3.11-slim"
    assert by_name["distroless"]["base"] == "cgr.dev/chainguard/python:latest"
    assert by_name["full"]["user"] == "root"
    assert by_name["hardened"]["user"] != "root"
    after = compared(workbench, sample)
    assert after == by_name
    table = workbench("compare", str(sample)).stdout.splitlines()
    assert table[0].startswith("REPOSITORY")
    assert table[1].startswith(unique_name)
    assert "█" in table[1]
    assert workbench("compare", str(sample), "--format", "markdown").stdout.count("\n| ") == 6


def test_a_second_build_comes_from_the_cache_and_says_so(workbench: WorkbenchCli, app: Path) -> None:
    write(app, "Dockerfile.one", "FROM debian:bookworm-slim\nRUN echo one > /one\n")
    for _ in range(2):
        assert workbench("build", str(app)).returncode == 0
    assert compared(workbench, app)["one"]["cached"] is True
    assert workbench("build", str(app), "--no-cache").returncode == 0
    assert compared(workbench, app)["one"]["cached"] is False


def test_a_variant_that_fails_does_not_stop_the_others(workbench: WorkbenchCli, app: Path) -> None:
    write(app, "Dockerfile.bad", "FROM debian:bookworm-slim\nRUN echo the reason; exit 7\n")
    write(app, "Dockerfile.good", "FROM debian:bookworm-slim\nRUN echo good > /good\n")
    write(app, "Dockerfile.wrong", "FROM debian:bookworm-slim\nRUNN nonsense\n")
    done = workbench("build", str(app))
    assert done.returncode == 1
    assert "the reason" in done.stderr
    assert "Traceback" not in done.stderr
    states = {line.split()[0]: line.split()[-1] for line in done.stdout.splitlines()[6:]}
    assert states == {"good": "built", "bad": "failed", "wrong": "failed"}


def test_budgets_fail_a_comparison_and_every_form_of_it_is_written(
    workbench: WorkbenchCli, app: Path
) -> None:
    write(app, "Dockerfile.one", "FROM debian:bookworm-slim\nRUN echo one > /one\n")
    assert workbench("build", str(app)).returncode == 0
    assert workbench("compare", str(app), "--max-size", "one=1GB").returncode == 0
    broken = workbench("compare", str(app), "--max-size", "1MB")
    assert broken.returncode == 1
    assert "over its budget of 1.00 MB" in broken.stderr
    (app / "compose.yaml").write_text(f"name: {app.name}\nx-workbench: {{budgets: {{one: 1MB}}}}\n")
    assert workbench("compare", str(app)).returncode == 1
    assert workbench("compare", str(app), "--max-size", "two=1MB").returncode == 2
    measured = workbench("compare", str(app), "--max-size", "1GB", "--measure", "--json")
    [row] = json.loads(measured.stdout)["variants"]
    assert 0 < row["transfer_bytes"] < row["size_bytes"]
    assert (row["packages"] > 0, row["shell"], row["own_layers"]) == (True, True, 1)
    assert workbench("compare", str(app), "--format", "html").stdout.startswith("<!doctype html>")
    assert workbench("compare", str(app), "--format", "svg").stdout.startswith("<svg")


def test_only_the_variants_that_are_named_are_built(workbench: WorkbenchCli, app: Path) -> None:
    for name in ("one", "two", "three"):
        write(app, f"Dockerfile.{name}", f"FROM debian:bookworm-slim\nRUN echo {name} > /made\n")
    assert workbench("build", str(app), "--variant", "one", "--variant", "three").returncode == 0
    states = {name: row["state"] for name, row in compared(workbench, app).items()}
    assert states == {"one": "built", "two": "not built", "three": "built"}


def test_a_variant_is_stale_when_a_source_is_newer_but_not_for_what_is_ignored(
    workbench: WorkbenchCli, app: Path
) -> None:
    write(app, "Dockerfile.one", "FROM debian:bookworm-slim\nCOPY . /app\n", age_seconds=100)
    write(app, ".dockerignore", "*.md\nnotes\n", age_seconds=100)
    write(app, "app.py", "1", age_seconds=100)
    assert workbench("build", str(app)).returncode == 0
    assert compared(workbench, app)["one"]["state"] == "built"
    (app / "notes").mkdir()
    write(app, "README.md", "new")
    write(app / "notes", "todo", "new")
    assert compared(workbench, app)["one"]["state"] == "built"
    write(app, "app.py", "2")
    assert compared(workbench, app)["one"]["state"] == "stale"
    assert workbench("build", str(app)).returncode == 0
    assert compared(workbench, app)["one"]["state"] == "built"


def test_an_image_that_docker_built_counts_too_but_its_seconds_are_not_known(
    workbench: WorkbenchCli, docker: DockerCli, app: Path, unique_name: str
) -> None:
    write(app, "Dockerfile.one", f"FROM debian:bookworm-slim\nRUN echo {unique_name} > /made\n")
    docker("build", "-f", str(app / "Dockerfile.one"), "-t", f"{unique_name}:one", str(app), check=True)
    row = compared(workbench, app)["one"]
    assert row["state"] == "built"
    assert row["seconds"] is None


def test_a_damaged_record_is_a_warning_and_nothing_more(
    workbench: WorkbenchCli, app: Path, own_home: Path
) -> None:
    write(app, "Dockerfile.one", "FROM debian:bookworm-slim\nRUN true\n")
    assert workbench("build", str(app)).returncode == 0
    [record] = own_home.rglob("builds/*.jsonl")
    record.write_text("{")
    done = workbench("compare", str(app), "--json")
    assert done.returncode == 0
    assert str(record) in done.stderr
    assert json.loads(done.stdout)["variants"][0]["seconds"] is None


def test_read_only_refuses_to_build(
    workbench: WorkbenchCli, docker: DockerCli, app: Path, unique_name: str
) -> None:
    write(app, "Dockerfile.one", "FROM debian:bookworm-slim\n")
    done = workbench("build", str(app), "--read-only")
    assert done.returncode == 1
    assert "read-only" in done.stderr
    assert docker.lines("images", "--quiet", unique_name) == []


def test_ctrl_c_ends_the_build_on_the_engine_too_and_keeps_what_was_built(
    workbench: WorkbenchCli, app: Path, unique_name: str, tmp_path: Path
) -> None:
    write(app, "Dockerfile.a", f"FROM debian:bookworm-slim\nRUN echo {unique_name}\n")
    duration = str(10_000 + secrets.randbelow(1_000_000))
    write(app, "Dockerfile.b", f"FROM debian:bookworm-slim\nRUN sleep {duration}\n")
    write(app, "Dockerfile.c", f"FROM debian:bookworm-slim\nRUN echo never {unique_name}\n")
    with workbench.start(tmp_path, "build", str(app)) as building:
        wait_until(lambda: runs_here("sleep", duration), 60, "the engine is at the step")
        assert building.interrupt() == 130
        assert "Traceback" not in building.progress
    wait_until(lambda: not runs_here("sleep", duration), 30, "the step has ended on the engine")
    states = {name: row["state"] for name, row in compared(workbench, app).items()}
    assert states == {"a": "built", "b": "not built", "c": "not built"}
