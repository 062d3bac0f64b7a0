"""A build's events folded together: how many steps there are, and what becomes of those under way."""

from workbench.domain.build_steps import BuildProgress, StepState
from workbench.domain.builds import BuildEvent, StepCached, StepDone, StepFailed, StepOutput, StepStarted


def progress(*events: BuildEvent) -> BuildProgress:
    folded = BuildProgress()
    for each in events:
        folded.take(each)
    return folded


def started(index: int, total: int) -> StepStarted:
    return StepStarted(str(index), index, total, f"RUN {index}", "")


def states(of: BuildProgress) -> list[StepState]:
    return [step.state for step in of.steps.values()]


def test_the_total_is_the_greatest_that_the_steps_tell() -> None:
    assert progress(started(1, 3), StepDone("1", 0.1), started(2, 3)).known_total == 3
    assert progress(started(1, 2), started(2, 5)).known_total == 5  # BuildKit learns of steps as it goes
    assert progress(started(1, 0), StepDone("1", 0.1)).known_total == 0
    assert progress().known_total == 0


def test_cancelling_ends_only_the_steps_under_way() -> None:
    build = progress(
        started(1, 4), StepCached("1"), started(2, 4), StepDone("2", 0.1), started(3, 4), started(4, 4)
    )
    build.cancel()
    assert build.is_cancelled
    assert states(build) == [StepState.CACHED, StepState.DONE, StepState.CANCELLED, StepState.CANCELLED]
    assert build.finished_count == 2
    build.take(StepOutput("3", "a last word", False))
    build.take(StepDone("3", 0.1))
    assert states(build)[2] is StepState.CANCELLED


def test_what_ran_beside_a_step_that_failed_runs_no_more() -> None:
    build = progress(started(1, 2), started(2, 2), StepFailed("1", "RUN 1", "exit code 1", (), 0.1))
    build.stop_steps()
    assert not build.is_cancelled
    assert states(build) == [StepState.FAILED, StepState.CANCELLED]
