"""Builds at the same time on a real engine, one cancelled alone, and what is remembered of each."""

from pathlib import Path

import pytest

from tests.screens.person import person_at
from tests.tools.docker_cli import DockerCli
from tests.tools.waiting import wait_until
from tests.tools.workbench_cli import WorkbenchCli
from workbench.domain.builds import BuildEvent, StepOutput
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import Cancelled
from workbench.domain.past_builds import BuildEnd, StepDifference, compare_builds
from workbench.domain.variants import VariantState
from workbench.engine.engine import Engine
from workbench.services.build_history import BuildHistory
from workbench.services.build_queue import BuildQueue
from workbench.services.build_variants import VariantBuilder
from workbench.services.find_app import find_app


@pytest.fixture
def folder(tmp_path: Path, unique_name: str) -> Path:
    """A folder for a small app of this test's own."""
    made = tmp_path / unique_name
    made.mkdir()
    return made


def test_two_builds_run_at_once_and_one_is_cancelled_alone(
    engine: Engine, folder: Path, unique_name: str, own_home: Path
) -> None:
    gate = "until [ -e /tmp/never ]; do sleep 0.1; done"
    for name in "ab":
        text = f"FROM debian:bookworm-slim\nRUN echo {unique_name}-{name}; {gate}\n"
        (folder / f"Dockerfile.{name}").write_text(text)
    builder = VariantBuilder(engine, find_app(folder))
    printed: set[str] = set()
    over: list[str] = []

    def note(name: str, event: BuildEvent) -> None:
        if isinstance(event, StepOutput) and unique_name in event.line:
            printed.add(name)

    def work(name: str, cancel: Cancellation) -> None:
        with pytest.raises(Cancelled):
            builder.build_one(name, report=note, cancel=cancel)
        over.append(name)

    queue = BuildQueue(work, lambda: None, 2)
    try:
        queue.add(["a", "b"])
        wait_until(lambda: printed == {"a", "b"}, 60, "both builds run")
        queue.cancel("a")
        wait_until(lambda: over == ["a"], 30, "the one is over")
        assert queue.running == ("b",)
    finally:
        queue.cancel_all()
    assert queue.wait(30)
    assert over == ["a", "b"]
    assert {each.end for each in BuildHistory(folder).all()} == {BuildEnd.CANCELLED}


def test_a_parallel_build_comes_to_the_same_as_one_after_another(
    engine: Engine, folder: Path, own_home: Path
) -> None:
    for name in ("one", "two", "bad"):
        text = f"FROM debian:bookworm-slim\nRUN echo {name} > /made; test {name} != bad\n"
        (folder / f"Dockerfile.{name}").write_text(text)
    builder = VariantBuilder(engine, find_app(folder))
    statuses = builder.build(
        ["one", "bad", "two"], at_once=3, report=lambda _name, _event: None, cancel=Cancellation()
    )
    states = {each.variant.name: each.state for each in statuses}
    assert states == {"one": VariantState.BUILT, "bad": VariantState.FAILED, "two": VariantState.BUILT}
    assert {each.variant for each in builder.records.all()} == {"one", "two"}
    ends = {each.variant: each.end for each in BuildHistory(folder).all()}
    assert ends == {"one": BuildEnd.BUILT, "bad": BuildEnd.FAILED, "two": BuildEnd.BUILT}


def test_the_history_tells_which_file_cost_a_step_its_cache(
    workbench: WorkbenchCli, folder: Path, own_home: Path
) -> None:
    (folder / "app.py").write_text("1")
    (folder / "list.txt").write_text("1")
    text = "FROM debian:bookworm-slim\nCOPY list.txt /\nRUN cat /list.txt\nCOPY app.py /\n"
    (folder / "Dockerfile.one").write_text(text)
    for _ in range(2):
        assert workbench("build", str(folder)).returncode == 0
    (folder / "list.txt").write_text("another list")
    assert workbench("build", str(folder)).returncode == 0
    after, before, _ = BuildHistory(folder).of("one")
    found = {each.title.split()[1]: each for each in compare_builds(before, after) if each.after}
    assert (found["list.txt"].difference, found["list.txt"].why) == (
        StepDifference.LOST_CACHE,
        "list.txt changed",
    )
    assert "before it ran again" in found["cat"].why


def test_a_build_by_up_is_remembered_as_a_result_of_the_variant(
    workbench: WorkbenchCli, folder: Path, unique_name: str, own_home: Path
) -> None:
    (folder / "Dockerfile.one").write_text('FROM debian:bookworm-slim\nRUN echo up\nCMD ["sleep", "1000"]\n')
    (folder / "compose.yaml").write_text(
        f"name: {unique_name}\nservices: {{web: {{image: '{unique_name}:one', "
        "build: {context: ., dockerfile: Dockerfile.one}}}\n"
    )
    try:
        assert workbench("up", str(folder)).returncode == 0
    finally:
        workbench("down", str(folder))
    [past] = BuildHistory(folder).of("one")
    assert past.end is BuildEnd.BUILT
    assert past.steps


async def test_what_runs_beside_a_step_that_fails_is_not_shown_as_running_for_good(
    buildx: DockerCli, engine_url: str, folder: Path, unique_name: str
) -> None:
    base = "FROM debian:bookworm-slim"
    (folder / "Dockerfile.one").write_text(
        f"{base} AS long\nRUN sleep 1000; echo {unique_name}\n"
        f"{base} AS bad\nRUN sleep 2; echo {unique_name}; exit 3\n"
        f"{base}\nCOPY --from=long /etc/passwd /a\nCOPY --from=bad /etc/passwd /b\n"
    )
    async with person_at(engine_url, folder, first="variants", size=(140, 45)) as person:
        await person.sees("○ not built")
        await person.press("b")
        await person.sees("✗ failed", "one: failed after", "RUN sleep 1000", "cancelled", seconds=60)
        lines = person.screen.splitlines()
        (beside,) = [each for each in lines if "RUN sleep 1000" in each]
        assert "■ " in beside
        assert beside.rstrip().endswith("cancelled")
        assert not [each for each in lines if each.rstrip().endswith("running")]
