"""Builds on the Variants screen: some at once, a queue, the past ones, and their whole output."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.screens.person import person_at
from workbench.embedded import EmbeddedEngine


@pytest.fixture
def slow() -> Iterator[EmbeddedEngine]:
    """An engine whose sleeps last."""
    with EmbeddedEngine(speed=1) as engine:
        yield engine


@pytest.fixture
def sleepers(tmp_path: Path) -> Path:
    """An app whose four variants never end to be built."""
    folder = tmp_path / "sleepers"
    folder.mkdir()
    for name in "abcd":
        text = f"FROM python:3.11-slim\nRUN echo {name}\nRUN sleep 1000\n"
        (folder / f"Dockerfile.{name}").write_text(text)
    return folder


@pytest.mark.long
async def test_two_are_built_at_once_and_the_queue_is_changed_and_cancelled(
    slow: EmbeddedEngine, sleepers: Path
) -> None:
    async with person_at(slow.url, sleepers, first="variants", size=(120, 30)) as person:
        await person.sees("○ not built")
        await person.press("B")
        await person.sees("▸ building", "… queued 1", "… queued 2")
        assert person.screen.count("▸ building") == 2
        lines = person.screen.splitlines()
        assert "queued 1" in next(line for line in lines if line.split()[:1] == ["c"])
        await person.press("i")
        await person.sees_that(
            lambda screen: ["state", "building"] in [line.split()[:2] for line in screen.splitlines()],
            what="the figures tell the state that the table tells",
        )
        await person.press("end", "less_than_sign")
        await person.sees_that(
            lambda screen: any(
                line.split()[:1] == ["d"] and "queued 1" in line for line in screen.splitlines()
            ),
            what="the last is the first in the queue",
        )
        await person.press("left_square_bracket")
        await person.sees("Build steps", "It waits for the builds before it.")
        await person.press("K")
        await person.sees("■ cancelled", "Nothing was built in this run yet.")
        await person.press("Z")
        await person.sees_no_more("building", seconds=30)
        ended = [
            line.split()[0] for line in person.screen.splitlines() if line.split()[1:3] == ["■", "cancelled"]
        ]
        assert ended == ["a", "b", "c", "d"]


@pytest.mark.long
async def test_the_key_that_ctrl_c_names_cancels_and_no_step_runs_on(
    slow: EmbeddedEngine, sleepers: Path
) -> None:
    async with person_at(slow.url, sleepers, first="variants", size=(120, 30)) as person:
        await person.sees("○ not built")
        await person.press("b")
        await person.sees("a: 2 of 3 steps", "▸ 3/3 RUN sleep 1000", "running")
        await person.press("ctrl+c")
        await person.sees("Nothing was stopped", "q leaves", "cancels on Variants")
        named = re.search(r"(\S+) cancels on Variants", person.screen)
        assert named
        await person.press(named[1])
        await person.sees("a: cancelled after 2 of 3 steps", "■ 3/3 RUN sleep 1000", seconds=30)
        await person.sees_no_more("running")


@pytest.mark.long
async def test_the_steps_stand_by_stage_and_a_failing_one_quotes_its_lines(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    (app_folder / "Dockerfile.full").write_text(
        "FROM python:3.11 AS build\nRUN echo one\nFROM python:3.11-slim\nCOPY --from=build /etc/passwd /\n"
        "RUN echo the reason; \\\n    exit 7\n"
    )
    async with person_at(embedded.url, app_folder, first="variants", size=(140, 40)) as person:
        await person.sees("○ not built")
        await person.press("b")
        await person.sees("✗", "Dockerfile.full:5", "Dockerfile.full:6", "exit 7", seconds=30)
        (stage,) = [line for line in person.screen.splitlines() if "stage build" in line]
        assert re.search(r"stage build +0 of 2 cached .*\+\d\S* \SB? +[\d.]+ m?s", stage), stage


@pytest.mark.long
async def test_a_build_that_fails_before_any_step_says_why_and_stays_failed_while_others_are_built(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    (app_folder / "Dockerfile.full").write_text("FROM python:3.11\nRUNN echo [/] one\n")
    async with person_at(embedded.url, app_folder, first="variants", size=(140, 40)) as person:
        await person.sees("○ not built")
        await person.press("b")
        await person.sees(
            "✗ failed",
            "full: failed before its first step",
            "✗ Dockerfile.full, line 2: unknown instruction: RUNN",
            "Dockerfile.full:2  RUNN echo [/] one",
            "Correct that line of the Dockerfile.",
            seconds=30,
        )
        await person.press("down", "b")
        await person.sees("✓ built", seconds=30)
        assert "✗ failed" in person.screen


@pytest.mark.long
async def test_past_builds_are_compared_and_say_what_changed(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    async with person_at(embedded.url, app_folder, first="variants", size=(140, 45)) as person:
        await person.sees("○ not built")
        await person.press("down", "h")
        await person.sees("It was never built here")
        await person.press("escape", "b")
        await person.sees("✓ built", seconds=30)
        await person.press("b")
        await person.sees("CACHED", seconds=30)
        await person.sees_no_more("building", 30)
        (app_folder / "requirements.txt").write_text("flask\ngunicorn\nredis\nrequests\n")
        await person.sees("~ stale")
        await person.press("b")
        await person.sees_that(lambda screen: screen.count("✓ built") == 1, 30)
        await person.press("h")
        await person.sees(
            "past builds", "against the build", "requirements.txt changed", "COPY before it ran again"
        )


@pytest.mark.long
async def test_each_step_shows_what_it_added_now_and_in_the_past_builds(
    embedded: EmbeddedEngine, app_folder: Path
) -> None:
    (app_folder / "big").write_bytes(bytes(4321))
    (app_folder / "Dockerfile.full").write_text(
        "FROM python:3.11 AS build\nCOPY big /one\nFROM python:3.11-slim\nENV A=1\nCOPY big /two\n"
    )

    def ends_of(word: str) -> list[str]:
        return [" ".join(line.split()[-5:]) for line in person.screen.splitlines() if word in line]

    async with person_at(embedded.url, app_folder, first="variants", size=(140, 45)) as person:
        await person.sees("○ not built")
        await person.press("b")
        await person.sees("✓ built", "+4.32 kB", seconds=30)
        assert all("+4.32 kB" in end for word in ("/one", "/two") for end in ends_of(f"COPY big {word}"))
        assert not any("+" in end for end in ends_of("ENV A"))
        await person.press("h")
        await person.sees("past builds", "+4.32 kB")


@pytest.mark.long
async def test_the_whole_output_is_searched_and_saved(
    embedded: EmbeddedEngine, app_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with person_at(embedded.url, app_folder, first="variants", size=(140, 45)) as person:
        await person.sees("○ not built")
        await person.press("L")
        await person.sees("Nothing was built in this run yet")
        await person.press("b")
        await person.sees("✓ built", seconds=30)
        await person.press("L")
        await person.sees("/ searches", "RUN pip install -r requirements.txt")
        await person.narrow("pip")
        await person.press("S")
        await person.sees("lines saved")
    assert "RUN pip install" in (tmp_path / "build-full.log").read_text()
