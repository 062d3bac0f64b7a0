"""Builds of variants that go wrong, or are large, or take either builder: what is told, and what is left."""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.test_builds import WITHOUT_PLUGIN
from tests.tools.docker_cli import DockerCli
from tests.tools.private_engine import PrivateEngine
from tests.tools.waiting import wait_until
from tests.tools.workbench_cli import WorkbenchCli
from workbench.domain.build_steps import LINES_KEPT, BuildProgress
from workbench.domain.builds import BuildEvent, ContextSent
from workbench.domain.cancellation import Cancellation
from workbench.domain.engines import BuilderKind
from workbench.domain.errors import EngineGone, WorkbenchError
from workbench.domain.matrix import MatrixRow
from workbench.domain.variants import VariantState, VariantStatus
from workbench.engine.connect import connect
from workbench.engine.engine import Engine
from workbench.services.build_variants import VariantBuilder
from workbench.services.find_app import find_app
from workbench.services.variant_matrix import variant_matrix

BASE = "FROM debian:bookworm-slim\n"


@pytest.fixture
def folder(tmp_path: Path, unique_name: str) -> Path:
    """A folder for a small app of this test's own."""
    made = tmp_path / unique_name
    made.mkdir()
    return made


def build(
    engine: Engine, folder: Path, report: Callable[[str, BuildEvent], None] = lambda _name, _event: None
) -> VariantStatus:
    builder = VariantBuilder(engine, find_app(folder))
    [status] = builder.build(["one"], no_cache=True, report=report, cancel=Cancellation())
    return status


def test_a_link_out_of_the_context_stays_a_link_and_its_target_outside(
    engine: Engine, docker: DockerCli, folder: Path, unique_name: str, own_home: Path
) -> None:
    secret = folder.parent / "secret"
    secret.write_text("not for an image")
    (folder / "outside").symlink_to(secret)
    (folder / "loop").symlink_to("loop")
    (folder / "Dockerfile.one").write_text(
        f"{BASE}COPY . /app\nRUN test -L /app/outside && ! cat /app/outside\n"
    )
    assert build(engine, folder).state is VariantState.BUILT
    (folder / "Dockerfile.one").write_text(f"{BASE}COPY outside /app/\nRUN cat /app/outside\n")
    failed = build(engine, folder)
    assert failed.state is VariantState.FAILED
    assert "outside" in failed.failure


def test_a_dockerfile_that_is_a_folder_is_told_and_hinders_no_other(
    workbench: WorkbenchCli, folder: Path
) -> None:
    (folder / "Dockerfile.one").mkdir()
    (folder / "Dockerfile.two").write_text(f"{BASE}RUN true\n")
    (folder / "compose.yaml").write_text("x-workbench: {variants: {one: {dockerfile: Dockerfile.one}}}\n")
    done = workbench("build", str(folder))
    assert done.returncode == 1
    assert "Dockerfile.one" in done.stderr
    assert "Traceback" not in done.stderr
    assert [line.split()[-1] for line in done.stdout.splitlines() if line.startswith("two")] == ["built"]


def test_fifty_thousand_lines_are_taken_and_the_last_of_them_kept(
    engine: Engine, folder: Path, own_home: Path
) -> None:
    (folder / "Dockerfile.one").write_text(f"{BASE}RUN seq 1 50000\n")
    progress = BuildProgress()
    assert build(engine, folder, lambda _name, event: progress.take(event)).state is VariantState.BUILT
    step = next(each for each in progress.steps.values() if "seq" in each.title)
    # BuildKit itself clips what a step prints too fast, and says so.
    assert step.line_count > 10 * LINES_KEPT
    assert len(step.lines) == LINES_KEPT
    assert [line for line, _ in step.lines if line == "50000" or "clipped" in line]


def test_a_base_for_another_platform_fails_with_its_name(
    engine: Engine, folder: Path, own_home: Path
) -> None:
    (folder / "Dockerfile.one").write_text("FROM --platform=linux/s390x debian:bookworm-slim\nRUN true\n")
    failed = build(engine, folder)
    assert failed.state is VariantState.FAILED
    assert failed.failure
    assert "Traceback" not in failed.failure


def test_two_hundred_megabytes_of_context_are_told_as_they_go(
    engine: Engine, folder: Path, own_home: Path
) -> None:
    block = os.urandom(1 << 20)
    with (folder / "large.bin").open("wb") as file:
        for _ in range(200):
            file.write(block)
    (folder / "Dockerfile.one").write_text(f"{BASE}COPY large.bin /\n")
    told: list[ContextSent] = []

    def note(_name: str, event: BuildEvent) -> None:
        if isinstance(event, ContextSent):
            told.append(event)

    assert build(engine, folder, note).state is VariantState.BUILT
    assert len(told) >= 5
    assert [each.sent_bytes for each in told] == sorted(each.sent_bytes for each in told)
    assert told[-1].sent_bytes >= 200 << 20


def test_an_engine_that_goes_away_in_mid_build_ends_it_and_all_that_wait(
    private_engine: Callable[[], PrivateEngine],
    engine_url: str,
    docker: DockerCli,
    folder: Path,
    own_home: Path,
) -> None:
    image = folder.parent / "base.tar"
    docker("save", "debian:bookworm-slim", "--output", str(image), check=True)
    private = private_engine()
    DockerCli(private.url)("load", "--input", str(image), check=True)
    (folder / "Dockerfile.quick").write_text(f"{BASE}LABEL is=quick\n")
    for name in ("one", "two"):
        (folder / f"Dockerfile.{name}").write_text(f"{BASE}RUN echo begun {name}; sleep 1000\n")
    engine = connect(host=private.url)
    begun = threading.Event()
    raised: list[WorkbenchError] = []

    def work() -> None:
        try:
            VariantBuilder(engine, find_app(folder)).build(
                ["quick", "one", "two"],
                report=lambda _name, event: begun.set() if "begun" in str(event) else None,
                cancel=Cancellation(),
            )
        except WorkbenchError as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    wait_until(begun.is_set, 60, "the build has begun")
    private.stop()
    thread.join(60)
    engine.close()
    assert not thread.is_alive()
    assert [type(each) for each in raised] == [EngineGone]
    assert "The engine no longer answers" in raised[0].message
    assert "Built before that: quick." in raised[0].hint
    # An engine that ends in good order may still tell that the first has failed, and the second begins.
    told = str(raised[0])
    assert ("one: The" in told and "Not begun: two." in told) or (
        "two: The" in told and "Failed before: one." in told
    )


def test_both_builders_come_to_the_same_matrix(
    buildx: DockerCli, engine: Engine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "app.py").write_text("print(1)\n")
    (folder / "Dockerfile.one").write_text(
        f"{BASE}WORKDIR /app\nCOPY app.py .\nRUN echo made > made\nUSER 1000\nEXPOSE 80\nCMD ['true']\n"
    )
    # BuildKit takes a folder that it made before from its cache even where it is to use none.
    (tmp_path / "Dockerfile").write_text(f"{BASE}WORKDIR /app\n")
    buildx("buildx", "build", str(tmp_path), check=True)

    def row() -> MatrixRow:
        builder = VariantBuilder(engine, find_app(folder))
        builder.build(["one"], no_cache=True, report=lambda _name, _event: None, cancel=Cancellation())
        [found] = variant_matrix(engine, find_app(folder), builder.records).rows
        return found

    assert engine.builder().kind is BuilderKind.BUILDX
    by_buildx = row()
    commands = tmp_path / "commands"
    commands.mkdir()
    (commands / "docker").write_text(WITHOUT_PLUGIN.format(shutil.which("docker")), encoding="utf-8")
    (commands / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{commands}{os.pathsep}{os.environ['PATH']}")
    assert engine.builder().kind is BuilderKind.CLASSIC
    by_classic = row()
    for each in (by_buildx, by_classic):
        assert (each.base, each.user, each.own_layer_count) == ("debian:bookworm-slim", "1000", 3)
        assert each.cold_seconds is not None
    assert by_buildx.size_bytes == by_classic.size_bytes
