"""Two builds of a variant: which step was slower, which lost its cache, and why."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from workbench.domain.past_builds import (
    BuildEnd,
    PastBuild,
    PastStep,
    StepDifference,
    changed_files,
    compare_builds,
)
from workbench.services.build_history import KEPT_AT_MOST, BuildHistory, context_stamps

FROM = PastStep("FROM python:3.11-slim", is_cached=True)
REQUIREMENTS = PastStep("COPY requirements.txt .", is_cached=True)
INSTALL = PastStep("RUN pip install -r requirements.txt", is_cached=True)
SOURCES = PastStep("COPY . .", seconds=0.1)
BUILD = PastBuild(
    "slim",
    datetime(2026, 1, 1, tzinfo=UTC),
    3.0,
    BuildEnd.BUILT,
    (FROM, REQUIREMENTS, INSTALL, SOURCES),
    "sha256:1",
    files=(("app.py", "1"), ("requirements.txt", "1")),
)


def ran(step: PastStep, seconds: float) -> PastStep:
    return replace(step, seconds=seconds, is_cached=False)


def test_a_changed_file_is_why_a_copy_ran_again_and_the_copy_why_what_follows_did() -> None:
    after = replace(
        BUILD,
        steps=(FROM, ran(REQUIREMENTS, 0.1), ran(INSTALL, 9.0), SOURCES),
        files=(("app.py", "1"), ("requirements.txt", "2")),
    )
    _, requirements, install, sources = compare_builds(BUILD, after)
    assert (requirements.difference, requirements.why) == (
        StepDifference.LOST_CACHE,
        "requirements.txt changed",
    )
    assert (install.difference, install.why) == (StepDifference.LOST_CACHE, "COPY before it ran again")
    assert sources.difference is StepDifference.SAME


def test_a_stage_that_ran_again_is_why_a_copy_out_of_it_did() -> None:
    # The cache itself was blamed.
    install = PastStep("RUN pip install -r requirements.txt", "build", is_cached=True)
    copy = PastStep("COPY --from=build /venv /venv", "stage-1", is_cached=True)
    numbered = PastStep("COPY --from=0 /venv /venv", "stage-2", is_cached=True)
    unnamed = replace(install, stage="stage-0")
    before = replace(BUILD, steps=(install, copy))
    after = replace(BUILD, steps=(ran(install, 2.0), ran(copy, 0.1)))
    assert compare_builds(before, after)[1].why == "stage build ran again"
    before = replace(BUILD, steps=(unnamed, numbered))
    after = replace(BUILD, steps=(ran(unnamed, 2.0), ran(numbered, 0.1)))
    assert compare_builds(before, after)[1].why == "stage-0 ran again"
    after = replace(BUILD, steps=(unnamed, ran(numbered, 0.1)))
    assert compare_builds(before, after)[1].why == "the cache was not used, or no longer there"


def test_slower_faster_new_and_gone_steps_are_told() -> None:
    before = replace(BUILD, steps=(ran(INSTALL, 2.0), SOURCES))
    after = replace(BUILD, steps=(ran(INSTALL, 5.0), PastStep("RUN echo new", seconds=0.1)))
    found = {each.title: each for each in compare_builds(before, after)}
    assert found[INSTALL.title].difference is StepDifference.SLOWER
    assert found["RUN echo new"].why == "the instruction is new or another"
    assert found[SOURCES.title].difference is StepDifference.GONE
    assert compare_builds(after, before)[0].difference is StepDifference.FASTER


def test_without_a_changed_file_the_cache_itself_is_blamed() -> None:
    after = replace(BUILD, steps=(FROM, REQUIREMENTS, ran(INSTALL, 9.0), SOURCES))
    assert changed_files(BUILD, after) == ()
    assert "cache was not used" in compare_builds(BUILD, after)[2].why


def test_builds_come_back_as_they_were_the_latest_first_and_not_too_many(tmp_path: Path) -> None:
    history = BuildHistory(tmp_path / "shop", tmp_path)
    assert history.all() == ()
    for number in range(KEPT_AT_MOST + 2):
        history.add(replace(BUILD, seconds=float(number)))
    history.add(replace(BUILD, variant="full", end=BuildEnd.FAILED, failure="no"))
    assert len(history.all()) == KEPT_AT_MOST
    assert history.of("slim")[0] == replace(BUILD, seconds=float(KEPT_AT_MOST + 1))
    assert history.of("full")[0].failure == "no"
    history.path.write_text("{")
    assert history.all() == ()


def test_what_a_step_added_is_kept_and_builds_of_before_it_was_known_can_be_read(tmp_path: Path) -> None:
    history = BuildHistory(tmp_path / "shop", tmp_path)
    build = replace(BUILD, steps=(replace(INSTALL, size_bytes=123_456_789), SOURCES))
    history.add(build)
    assert history.all() == (build,)
    history.path.write_text(history.path.read_text().replace(", 123456789]", "]"))
    assert history.all() == (replace(build, steps=(INSTALL, SOURCES)),)


def test_the_sources_that_a_build_sees_are_stamped(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text("*.md\n")
    for name in ("app.py", "notes.md", "Dockerfile.one"):
        (tmp_path / name).write_text("FROM scratch\n")
    before = dict(context_stamps(tmp_path, "Dockerfile.one"))
    assert "app.py" in before
    assert "notes.md" not in before
    (tmp_path / "app.py").write_text("changed, and longer\n")
    assert dict(context_stamps(tmp_path, "Dockerfile.one"))["app.py"] != before["app.py"]
