"""What each step of a build added to its image, read from the history of what was built.

Only what the engine itself tells: a step whose layer is in no image that is there is left out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.builds import StepSized
from workbench.domain.commands import BuildImage
from workbench.domain.dockerfile_parser import parse_dockerfile
from workbench.domain.dockerfile_ties import instructions_in_image
from workbench.domain.dockerfile_values import Dockerfile, Instruction
from workbench.domain.errors import WorkbenchError
from workbench.domain.instructions import keyword
from workbench.domain.raw import Raw, raw_objects
from workbench.engine.builders.build_steps import stage_label
from workbench.engine.calls import get, named
from workbench.engine.failures import translated
from workbench.engine.raw_socket import MakeClient

_ID = re.compile(r"(?:sha256:)?([0-9a-f]{12})")
_WRITING = ("RUN", "COPY", "ADD", "WORKDIR")
"""The instructions that may add files, and BuildKit counts; all others change settings."""


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """A step as BuildKit names it: `[stage number/total] title`."""

    key: str
    title: str
    stage: str
    number: int
    total: int


def read_history(make_client: MakeClient, image_id: str) -> tuple[Raw, ...]:
    """An image's history, the oldest step first; nothing where it cannot be had: the build stands anyway."""
    try:
        with translated("read the history of what was built"):
            client = make_client()
            try:
                return raw_objects(get(client, named("/images/{}/history", image_id)))[::-1]
            finally:
                client.close()
    except WorkbenchError:
        return ()


def sizes_by_image(
    histories: Iterable[Sequence[Raw]], images: Mapping[str, str], titles: Mapping[str, str]
) -> list[StepSized]:
    """The classic builder keeps an image for each step: what stands at that image's place is the step's.

    A FROM adds all that its image holds.
    """
    added: dict[str, int] = {}
    up_to: dict[str, int] = {}
    for history in histories:
        total = 0
        for raw in history:
            total += raw.number("Size")
            if image := _short(raw.text("Id")):
                added[image], up_to[image] = raw.number("Size"), total
    sized: list[StepSized] = []
    for key, title in titles.items():
        word, image = keyword(title), _short(images.get(key, ""))
        sizes = up_to if word == "FROM" else added
        if image in sizes and word in ("FROM", *_WRITING):
            sized.append(StepSized(key, sizes[image]))
    return sized


def sizes_by_instruction(
    history: Sequence[Raw], text: str, command: BuildImage, steps: Iterable[PlacedStep]
) -> list[StepSized]:
    """BuildKit leaves one image: its last steps are the Dockerfile's instructions, in their order."""
    dockerfile = parse_dockerfile(text)
    own = instructions_in_image(dockerfile, command.target, dict(command.build_arguments))
    base, told = history[: len(history) - len(own)], history[len(history) - len(own) :]
    if not own or len(told) != len(own):
        return []
    if any(keyword(raw.text("CreatedBy")) != each.keyword for each, raw in zip(own, told, strict=True)):
        return []
    added = {each.line: raw.number("Size") for each, raw in zip(own, told, strict=True)}
    lowest = dockerfile.in_stage(own[0].stage_index)[0]
    added[lowest.line] = sum(raw.number("Size") for raw in base)
    return [
        StepSized(step.key, added[each.line])
        for step in steps
        if (each := _instruction_of(dockerfile, step)) and each.line in added
    ]


def dockerfile_text(path: Path) -> str:
    """A Dockerfile as it stands now; empty where it cannot be read, which the builder will say."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _instruction_of(dockerfile: Dockerfile, step: PlacedStep) -> Instruction | None:
    """What a step was made from: BuildKit numbers, in each stage, what writes files.

    An image to begin with counts too, an earlier stage does not.
    """
    count = len(dockerfile.stages)
    for stage in dockerfile.stages:
        if stage_label(stage.name, stage.index, count).lower() != step.stage.lower():
            continue
        first, *rest = dockerfile.in_stage(stage.index)
        counted = [each for each in rest if each.keyword in _WRITING]
        counted = [first, *counted] if step.total == len(counted) + 1 else counted
        if step.total == len(counted) and counted[step.number - 1].keyword == keyword(step.title):
            return counted[step.number - 1]
    return None


def _short(image_id: str) -> str:
    found = _ID.match(image_id)
    return found[1] if found else ""
