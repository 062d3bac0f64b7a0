"""Ties the steps of an image's history to the lines of the Dockerfile that they were built from.

A history holds no lines: a step is known by its instruction, and by its place among the others. A builder
writes files that were copied as a checksum, and values with their variables filled in.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.domain.dockerfile_lines import words
from workbench.domain.dockerfile_parser import exec_form
from workbench.domain.dockerfile_stages import global_arguments, stage_chain
from workbench.domain.dockerfile_values import Dockerfile, Instruction, Stage
from workbench.domain.instructions import keyword, readable_instruction
from workbench.domain.layers import HistoryStep

_EQUAL, _ALIKE, _SAME_KEYWORD = 8, 3, 1
_QUOTES = re.compile(r"[\"'\\]")
_FLAGS = re.compile(r"(?:--[a-z][a-z0-9-]*(?:=\S*)?\s+)+")
_COPIED = re.compile(r"(?:file|dir|multi):[0-9a-f]{12,64} in (?P<target>.*)")
_LEAST_SHARE = 0.8
_MOST_PAIRS = 500_000
"""Far more than an engine's images have; what a hostile archive tells must not take minutes."""


@dataclass(frozen=True, slots=True)
class DockerfileLine:
    """Where a step comes from: the file's name, the instruction, and its stage of so many.

    `copied_from` is the stage that a COPY takes its files from.
    """

    dockerfile: str
    instruction: Instruction
    stage: Stage
    stage_count: int
    copied_from: Stage | None = None

    @property
    def place(self) -> str:
        """The file with the line, as editors take it."""
        return f"{self.dockerfile}:{self.instruction.line}"


@dataclass(frozen=True, slots=True)
class Ties:
    """One line, or None, for each step of a history; the share of the Dockerfile's instructions found."""

    lines: tuple[DockerfileLine | None, ...]
    found_share: float

    @property
    def is_likely(self) -> bool:
        """Whether the image looks as if it was built from this file."""
        return self.found_share >= _LEAST_SHARE


def tie_steps(
    steps: Sequence[HistoryStep],
    dockerfile: Dockerfile,
    name: str,
    target: str = "",
    arguments: Mapping[str, str] | None = None,
) -> Ties:
    """Find each step's line in a Dockerfile, as far as it has one."""
    expected = instructions_in_image(dockerfile, target, arguments or {})
    if len(expected) * len(steps) > _MOST_PAIRS:
        return Ties((None,) * len(steps), 0.0)
    pairs = _aligned(expected, steps)
    lines: list[DockerfileLine | None] = [None] * len(steps)
    for index, place in pairs.items():
        lines[place] = _line(dockerfile, name, expected[index])
    sure = sum(_likeness(expected[index], steps[place]) > _SAME_KEYWORD for index, place in pairs.items())
    return Ties(tuple(lines), sure / len(expected) if expected else 0.0)


def instructions_in_image(
    dockerfile: Dockerfile, target: str, arguments: Mapping[str, str]
) -> list[Instruction]:
    """The instructions that leave a step in the image, in the order of the steps."""
    chain = stage_chain(dockerfile, target, global_arguments(dockerfile, arguments))
    return [each for stage in chain for each in dockerfile.in_stage(stage.index) if each.keyword != "FROM"]


def _line(dockerfile: Dockerfile, name: str, instruction: Instruction) -> DockerfileLine:
    source = instruction.flag("from")
    return DockerfileLine(
        name,
        instruction,
        dockerfile.stages[instruction.stage_index],
        len(dockerfile.stages),
        dockerfile.stage_named(source) if source else None,
    )


def _aligned(expected: Sequence[Instruction], steps: Sequence[HistoryStep]) -> dict[int, int]:
    """Which step each instruction made, in order, so that all pairs together are as alike as can be.

    Of equally good pairs the later step is taken: an image's own steps are its last ones.
    """
    likeness = [[_likeness(each, step) for step in steps] for each in expected]
    best = [[0] * (len(steps) + 1) for _ in range(len(expected) + 1)]
    for row, found in enumerate(likeness):
        for column, value in enumerate(found):
            paired = best[row][column] + value if value else 0
            best[row + 1][column + 1] = max(paired, best[row][column + 1], best[row + 1][column])
    pairs: dict[int, int] = {}
    row, column = len(expected), len(steps)
    while row and column:
        value = likeness[row - 1][column - 1]
        if value and best[row][column] == best[row - 1][column - 1] + value:
            row, column = row - 1, column - 1
            pairs[row] = column
        elif best[row][column] == best[row][column - 1]:
            column -= 1
        else:
            row -= 1
    return pairs


def _likeness(instruction: Instruction, step: HistoryStep) -> int:
    """How sure it is that an instruction made a step; 0 where it cannot have."""
    if keyword(step.created_by) != instruction.keyword:
        return 0
    written = _plain(_arguments(instruction))
    text = readable_instruction(step.created_by).partition(" ")[2]
    told = _plain(_FLAGS.sub("", text, count=1) if text.startswith("--") else text)
    if written == told:
        return _EQUAL
    if instruction.keyword == "RUN":
        # Another command made another layer; what a heredoc runs is not told the same by all builders.
        return _SAME_KEYWORD if instruction.heredocs else 0
    if instruction.keyword in ("COPY", "ADD") and (copied := _COPIED.fullmatch(told)):
        return _ALIKE if _plain(_target(instruction)) == copied["target"].strip() else _SAME_KEYWORD
    is_filled = "$" in written and _first(written) == _first(told)
    return _ALIKE if is_filled or written in told else _SAME_KEYWORD


def _arguments(instruction: Instruction) -> str:
    found = exec_form(instruction.arguments)
    return instruction.arguments if found is None else " ".join(found)


def _plain(text: str) -> str:
    """Text without what builders write in their own way: quotes, escapes, brackets, blanks."""
    found = exec_form(text)
    text = " ".join(found) if found is not None else text
    return " ".join(_QUOTES.sub("", text).split())


def _first(text: str) -> str:
    return text.partition("=")[0].partition(" ")[0]


def _target(instruction: Instruction) -> str:
    found = exec_form(instruction.arguments) or words(instruction.arguments)
    return found[-1] if found else ""
