"""Watches one build pass by, and keeps what is known of it when it is over, however it ended."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from workbench.domain.build_steps import BuildProgress, StepState
from workbench.domain.builds import BuildEvent, Progress, PullProgress
from workbench.domain.errors import Cancelled, ReadOnly, WorkbenchError
from workbench.domain.past_builds import BuildEnd, PastBuild, PastStep
from workbench.services.build_history import BuildHistory, context_stamps


@contextmanager
def watched_build(
    folder: Path, variant: str, dockerfile: str, report: Callable[[BuildEvent], None]
) -> Generator[Callable[[Progress], None]]:
    """Give the report of a build of a variant; what it told is kept in the app's history at the end."""
    progress = BuildProgress()
    started_at, began = datetime.now(UTC), monotonic()
    files = context_stamps(folder, dockerfile)
    end, failure = BuildEnd.FAILED, ""

    def take(event: Progress) -> None:
        if not isinstance(event, PullProgress):
            progress.take(event)
            report(event)

    try:
        yield take
        end = BuildEnd.BUILT
    except Cancelled:
        end = BuildEnd.CANCELLED
        raise
    except ReadOnly:
        raise  # Nothing was begun that could be told of.
    except WorkbenchError as error:
        failure = error.message
        raise
    finally:
        image_id = progress.built.image_id if progress.built else ""
        steps = tuple(
            PastStep(each.title, each.stage, each.seconds, each.state is StepState.CACHED, each.size_bytes)
            for each in progress.steps.values()
        )
        if steps or failure:
            BuildHistory(folder).add(
                PastBuild(variant, started_at, monotonic() - began, end, steps, image_id, failure, files)
            )
