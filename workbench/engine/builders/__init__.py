"""The two ways to build an image: docker buildx and the classic Engine API; one kind of events from both."""

from collections.abc import Callable

from workbench.domain.builds import BuildEvent
from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import BuildImage, Outcome
from workbench.domain.engines import BuilderKind, Candidate
from workbench.engine.builders.buildx import build_with_buildx
from workbench.engine.builders.choice import choose_builder, decide
from workbench.engine.builders.classic import build_classic, refuse_buildkit_features
from workbench.engine.raw_socket import MakeClient

__all__ = ["choose_builder", "run_build"]


def run_build(
    make_client: MakeClient,
    candidate: Candidate,
    command: BuildImage,
    report: Callable[[BuildEvent], None],
    cancel: Cancellation,
) -> Outcome:
    """Build an image with the builder of choice; the outcome's id is the image's."""
    decision = decide(make_client, candidate)
    cancel.check()
    if decision.choice.kind is BuilderKind.BUILDX:
        return build_with_buildx(decision.docker, candidate, make_client, command, report, cancel)
    if not decision.reads_buildkit_syntax:
        refuse_buildkit_features(command)
    return build_classic(make_client, command, report, cancel)
