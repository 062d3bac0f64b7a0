"""What is kept of a build, and what sets two builds of one variant apart: which step was slower, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from workbench.domain.copy_sources import copy_sources, takes
from workbench.domain.dockerfile_parser import parse_dockerfile
from workbench.domain.dockerfile_values import Instruction
from workbench.domain.instructions import keyword

SLOWER_SECONDS = 1.0
"""A step counts as slower or faster from so many seconds on; less is the machine's own noise."""


class BuildEnd(Enum):
    """How a build ended."""

    BUILT = "built"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PastStep:
    """One step of a build; the seconds are None where it came from the cache or did not end.

    The size is what it added to the image, None where that is not known.
    """

    title: str
    stage: str = ""
    seconds: float | None = None
    is_cached: bool = False
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class PastBuild:
    """One build with its steps in order; the files are the sources that it saw, each with a stamp."""

    variant: str
    started_at: datetime
    seconds: float
    end: BuildEnd
    steps: tuple[PastStep, ...] = ()
    image_id: str = ""
    failure: str = ""
    files: tuple[tuple[str, str], ...] = ()

    @property
    def cached_count(self) -> int:
        """How many steps came from the cache."""
        return sum(each.is_cached for each in self.steps)


class StepDifference(Enum):
    """What became of a step from one build to the next."""

    SAME = ""
    SLOWER = "slower"
    FASTER = "faster"
    LOST_CACHE = "ran again"
    CACHED = "from the cache now"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ComparedStep:
    """One step in two builds, and why it is no longer the same where that can be told."""

    title: str
    before: PastStep | None
    after: PastStep | None
    difference: StepDifference
    why: str = ""


def compare_builds(before: PastBuild, after: PastBuild) -> tuple[ComparedStep, ...]:
    """The steps of the later build against those of the earlier one, then those that are gone."""
    earlier = {(each.stage, each.title): each for each in before.steps}
    changed = changed_files(before, after)
    found: list[ComparedStep] = []
    broken: dict[str, str] = {}
    for step in after.steps:
        old = earlier.pop((step.stage, step.title), None)
        difference = _difference(old, step)
        why = ""
        if difference in (StepDifference.LOST_CACHE, StepDifference.NEW):
            why = _why(step, difference, changed, broken)
            broken.setdefault(step.stage, step.title)
        found.append(ComparedStep(step.title, old, step, difference, why))
    gone = (ComparedStep(each.title, each, None, StepDifference.GONE) for each in earlier.values())
    return (*found, *gone)


def changed_files(before: PastBuild, after: PastBuild) -> tuple[str, ...]:
    """The sources that came, went or changed between two builds."""
    old, new = dict(before.files), dict(after.files)
    return tuple(sorted(path for path in {*old, *new} if old.get(path) != new.get(path)))


def _difference(before: PastStep | None, after: PastStep) -> StepDifference:
    if before is None:
        return StepDifference.NEW
    if after.is_cached:
        return StepDifference.SAME if before.is_cached else StepDifference.CACHED
    if before.is_cached:
        return StepDifference.LOST_CACHE
    if before.seconds is None or after.seconds is None:
        return StepDifference.SAME
    delta = after.seconds - before.seconds
    if abs(delta) < SLOWER_SECONDS:
        return StepDifference.SAME
    return StepDifference.SLOWER if delta > 0 else StepDifference.FASTER


def _why(
    step: PastStep, difference: StepDifference, changed: tuple[str, ...], broken: Mapping[str, str]
) -> str:
    """Why a step ran again: the first one of its stage that did, its own text, its files, another stage."""
    if first := broken.get(step.stage):
        return f"{first.split()[0]} before it ran again"
    if difference is StepDifference.NEW:
        return "the instruction is new or another"
    copy = _copy(step.title)
    source = (copy.flag("from") or "") if copy else ""
    stage = f"stage-{source}" if source.isdigit() else source
    if stage and stage in broken:
        return f"{stage if source.isdigit() else f'stage {source}'} ran again"
    known: Mapping[str, str] = {}
    sources = copy_sources(copy, known) if copy else ()
    taken = [path for path in changed if any(takes(each, path) for each in sources)]
    if taken:
        more = f" and {len(taken) - 3} more" if len(taken) > 3 else ""
        return f"{', '.join(taken[:3])}{more} changed"
    return "the cache was not used, or no longer there"


def _copy(title: str) -> Instruction | None:
    """A step as an instruction, where it is one that copies."""
    if keyword(title) not in ("COPY", "ADD"):
        return None
    return parse_dockerfile(f"FROM scratch\n{title}\n").instructions[-1]
