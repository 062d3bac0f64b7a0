"""A build in a few words: the steps are counted as they are numbered, and its early end is said."""

import pytest

from screens.build_nodes import build_nodes, how_far
from screens.widgets.tree_nodes import drawn_spans
from workbench.domain.build_steps import BuildProgress
from workbench.domain.builds import ContextSent, StepCached, StepDone, StepStarted
from workbench.domain.errors import WorkbenchError


def build(total: int) -> BuildProgress:
    """One step from the cache, one done, one under way."""
    progress = BuildProgress()
    for index in (1, 2, 3):
        progress.take(StepStarted(str(index), index, total, f"RUN {index}", ""))
    progress.take(StepCached("1"))
    progress.take(StepDone("2", 0.1))
    return progress


@pytest.mark.parametrize(("total", "said"), [(5, "2 of 5 steps, 1 cached"), (0, "2 steps done, 1 cached")])
def test_the_steps_are_counted_as_they_are_numbered(total: int, said: str) -> None:
    progress = build(total)
    assert how_far(progress) == said
    assert how_far(progress, WorkbenchError("no")) == f"failed after {said}"
    progress.cancel()
    assert how_far(progress) == f"cancelled after {said}"


def test_an_end_before_the_first_step_is_said() -> None:
    progress = BuildProgress()
    assert how_far(progress, WorkbenchError("no")) == "failed before its first step"
    progress.cancel()
    assert how_far(progress) == "cancelled before its first step"


def test_a_cancelled_build_has_nothing_that_goes_on() -> None:
    progress = build(5)
    progress.take(ContextSent(1, 2, 1))
    progress.cancel()
    drawn = [
        " ".join(span.text for span in (*drawn_spans(node.label), *drawn_spans(node.trailing))).split()
        for node in build_nodes(progress)
    ]
    assert [words[0] for words in drawn] == ["■", "≡", "✓", "■"]
    assert drawn[-1][-1] == "cancelled"
