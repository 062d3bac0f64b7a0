"""Which steps of a build run again when a file changes, and how long that takes by what they took before.

A step is taken from the cache as long as all before it were and the files that it takes are the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from workbench.domain.advice.subject import AdviceSubject
from workbench.domain.copy_sources import takes
from workbench.domain.dockerfile_parser import parse_dockerfile
from workbench.domain.dockerfile_values import Instruction, Stage

_STEPS = frozenset({"ADD", "COPY", "RUN"})
_LONGEST_KEY = 400


class RerunCause(Enum):
    """Why a step runs again."""

    TAKES_THE_FILE = "takes the file"
    COMES_AFTER = "comes after such a step"
    COPIES_A_STAGE = "copies from a stage that runs again"
    STANDS_ON_A_STAGE = "stands on a stage that runs again"


@dataclass(frozen=True, slots=True)
class RerunStep:
    """A step that runs again; its seconds are those of the last time, None where that is not known."""

    line: int
    text: str
    stage: str
    cause: RerunCause
    seconds: float | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What one changed file means for one variant.

    `is_recipe` is true for the Dockerfile and its ignore file: what a change of them means is in the change.
    """

    variant: str
    path: str
    is_in_context: bool
    is_recipe: bool
    steps: tuple[RerunStep, ...]
    step_count: int

    @property
    def seconds(self) -> float | None:
        """How long the steps take that run again, as far as that is known; None where nothing is."""
        known = [step.seconds for step in self.steps if step.seconds is not None]
        return sum(known) if known or not self.steps else None

    @property
    def unknown_count(self) -> int:
        """How many of them never ran before, as far as is remembered."""
        return sum(step.seconds is None for step in self.steps)


@dataclass(frozen=True, slots=True)
class _PlannedStep:
    instruction: Instruction
    stage: Stage
    taken: frozenset[str]
    from_stages: frozenset[int]
    seconds: float | None


@dataclass(frozen=True, slots=True)
class CachePlan:
    """A variant's steps with the files that each takes; made once, asked for many files."""

    variant: str
    kept: frozenset[str]
    recipe: frozenset[str]
    stands_on: Mapping[int, int]
    steps: tuple[_PlannedStep, ...]

    def changed(self, path: str) -> WhatIf:
        """What a change of this file means."""
        dirty: dict[int, RerunCause] = {}
        found: list[RerunStep] = []
        for step in self.steps:
            index = step.stage.index
            below = self.stands_on.get(index)
            if index not in dirty and below in dirty:
                dirty[index] = RerunCause.STANDS_ON_A_STAGE
            cause = dirty.get(index)
            if cause is None and path in step.taken:
                cause = RerunCause.TAKES_THE_FILE
            elif cause is None and step.from_stages & dirty.keys():
                cause = RerunCause.COPIES_A_STAGE
            if cause is not None:
                found.append(_rerun(step, cause))
                dirty.setdefault(index, RerunCause.COMES_AFTER)
        return WhatIf(
            self.variant, path, path in self.kept, path in self.recipe, tuple(found), len(self.steps)
        )


def cache_plan(variant: str, subject: AdviceSubject, seconds: Mapping[str, float]) -> CachePlan:
    """The plan of a variant, with the seconds of its steps by their keys."""
    needed = _needed_stages(subject)
    steps: list[_PlannedStep] = []
    for each in subject.dockerfile.instructions:
        if each.keyword in _STEPS and each.stage_index in needed:
            steps.append(
                _PlannedStep(
                    each,
                    subject.dockerfile.stages[each.stage_index],
                    frozenset(entry.path for entry in subject.taken(each)) | _mounted(subject, each),
                    frozenset(stage.index for stage in _stages_copied(subject, each)),
                    seconds.get(step_key(f"{each.keyword} {each.arguments}")),
                )
            )
    stands_on = {index: below.index for index in needed if (below := _below(subject, index)) is not None}
    kept = frozenset(each.path for each in subject.kept)
    recipe = frozenset((subject.path, subject.ignore_path))
    return CachePlan(variant, kept, recipe, stands_on, tuple(steps))


def step_key(title: str) -> str:
    """What stays the same of a step's title, by whichever builder it was told: no flags, no blanks."""
    instructions = parse_dockerfile(title).instructions
    if not instructions:
        return ""
    return (instructions[0].keyword + "".join(instructions[0].arguments.split()))[:_LONGEST_KEY]


def _needed_stages(subject: AdviceSubject) -> frozenset[int]:
    """The stages that the image is made of, and those that they copy from."""
    pending = [stage.index for stage in subject.chain]
    needed: set[int] = set()
    while pending:
        index = pending.pop()
        if index in needed:
            continue
        needed.add(index)
        below = _below(subject, index)
        pending += [below.index] if below is not None else []
        for each in subject.dockerfile.in_stage(index):
            pending += [stage.index for stage in _stages_copied(subject, each)]
    return frozenset(needed)


def _below(subject: AdviceSubject, index: int) -> Stage | None:
    """The stage of the same file that a stage begins with."""
    base = subject.dockerfile.stages[index].base
    found = None if base.isdigit() else subject.dockerfile.stage_named(base)
    return found if found is not None and found.index < index else None


def _stages_copied(subject: AdviceSubject, instruction: Instruction) -> list[Stage]:
    names = [value for name, value in instruction.flags if name == "from"]
    names += [options["from"] for options in _mounts(instruction) if "from" in options]
    found = (subject.dockerfile.stage_named(name) for name in names)
    return [stage for stage in found if stage is not None and stage.index < instruction.stage_index]


def _mounted(subject: AdviceSubject, instruction: Instruction) -> frozenset[str]:
    """The files of the context that a RUN sees through a mount."""
    found: set[str] = set()
    for options in _mounts(instruction):
        if options.get("type", "bind") == "bind" and "from" not in options:
            source = options.get("source", options.get("src", ".")).strip("/") or "."
            found.update(each.path for each in subject.kept if takes(source, each.path))
    return frozenset(found)


def _mounts(instruction: Instruction) -> list[dict[str, str]]:
    return [
        {name: value for name, _, value in (part.partition("=") for part in mount.split(","))}
        for flag, mount in instruction.flags
        if flag == "mount"
    ]


def _rerun(step: _PlannedStep, cause: RerunCause) -> RerunStep:
    text = " ".join(f"{step.instruction.keyword} {step.instruction.arguments}".split())
    return RerunStep(step.instruction.line, text, step.stage.name, cause, step.seconds)
