"""Finds the step of a built image's history that an instruction of its Dockerfile made."""

from collections.abc import Sequence

from workbench.domain.dockerfile_values import Instruction
from workbench.domain.instructions import keyword, readable_instruction

_MAKES_NOTHING = frozenset({"ARG", "FROM", "ONBUILD"})


def steps_by_line(instructions: Sequence[Instruction], steps: Sequence[str]) -> dict[int, int]:
    """For the lines of a stage's instructions the places of their steps (oldest first), as far as both agree.

    Builders write COPY in their own ways, so it counts by its place; a RUN that reads differently was edited
    since the build, and what stands before it may have been too.
    """
    found: dict[int, int] = {}
    place = len(steps) - 1
    for each in reversed([each for each in instructions if each.keyword not in _MAKES_NOTHING]):
        while place >= 0 and keyword(steps[place]) != each.keyword:
            # What an option of the build or a tool added stands in no Dockerfile.
            if keyword(steps[place]) not in ("LABEL", ""):
                return found
            place -= 1
        if place < 0 or (each.keyword == "RUN" and not _is_same_run(each, steps[place])):
            return found
        found[each.line] = place
        place -= 1
    return found


def _is_same_run(instruction: Instruction, step: str) -> bool:
    return _plain(f"RUN {instruction.arguments}") == _plain(readable_instruction(step))


def _plain(text: str) -> str:
    return "".join(text.split())
