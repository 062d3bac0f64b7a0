"""Which steps of an image's history made which of its layers.

The engine's history call does not say which steps are empty layers, and a size of 0 does not imply it: a
step may make a folder. What is certain is used first; what is left is shared out by likelihood.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from workbench.domain.layers import HistoryStep
from workbench.domain.raw import Raw
from workbench.domain.text import clean

# An instruction may be a whole script; a screen shows it in full.
_INSTRUCTION_CHARACTERS = 65_536
_CLASSIC_PREFIX = re.compile(r"^/bin/sh -c #\(nop\)\s+")
_SHELL_PREFIX = re.compile(r"^(?:\|\d+ .*?)?(?:/bin/sh|/bin/bash|cmd|powershell)\b", re.DOTALL)
# These change the configuration and never a file.
_NEVER_LAYERS = frozenset(
    "ARG CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL MAINTAINER ONBUILD SHELL STOPSIGNAL USER VOLUME".split()
)


def history_step(raw: Raw) -> HistoryStep:
    """One entry of the engine's history, not yet matched with a layer."""
    return HistoryStep(
        created_by=clean(raw.text("CreatedBy"), _INSTRUCTION_CHARACTERS),
        created_at=raw.moment("Created"),
        size_bytes=raw.number("Size"),
        diff_id=None,
        comment=clean(raw.text("Comment")),
        tags=raw.texts("Tags"),
    )


def is_ambiguous(steps: Sequence[HistoryStep], layer_count: int) -> bool:
    """Whether the sizes and instructions alone leave open which steps made the layers."""
    return (
        0 < layer_count - _certain(steps) < sum(_may_be_layer(step) and not step.size_bytes for step in steps)
    )


def with_layers(
    steps: Sequence[HistoryStep], diff_ids: Sequence[str], known_counts: Sequence[int | None] = ()
) -> tuple[HistoryStep, ...]:
    """The steps, oldest first, with diff ids; `known_counts` tells how many layers stand after each step.

    As many steps come back with a diff id as there are diff ids: layers that no step tells of come last.
    """
    matched: list[HistoryStep] = []
    first_step = first_layer = 0
    for index, count in enumerate(known_counts[: len(steps)]):
        if count is None or not _certain(steps[first_step : index + 1]) <= count - first_layer:
            continue
        if count + _certain(steps[index + 1 :]) <= len(diff_ids):
            matched += _match(steps[first_step : index + 1], diff_ids[first_layer:count])
            first_step, first_layer = index + 1, count
    matched += _match(steps[first_step:], diff_ids[first_layer:])
    return tuple(matched)


def _certain(steps: Sequence[HistoryStep]) -> int:
    """How many steps made a layer beyond doubt."""
    return sum(step.size_bytes > 0 for step in steps)


def _match(steps: Sequence[HistoryStep], diff_ids: Sequence[str]) -> list[HistoryStep]:
    """Share the diff ids out among a run of steps."""
    chosen = sorted(_likeliest(steps, len(diff_ids)))
    matched = list(steps)
    for index, diff_id in zip(chosen, diff_ids, strict=False):
        matched[index] = replace(steps[index], diff_id=diff_id)
    untold = diff_ids[len(chosen) :]
    return matched + [HistoryStep("", None, 0, diff_id) for diff_id in untold]


def _likeliest(steps: Sequence[HistoryStep], count: int) -> list[int]:
    """The indexes of at most so many steps that may have made a layer, the most certain first."""
    possible = [index for index, step in enumerate(steps) if _may_be_layer(step)]
    return sorted(possible, key=lambda index: (_doubt(steps[index]), index))[:count]


def _may_be_layer(step: HistoryStep) -> bool:
    return step.size_bytes > 0 or _instruction(step.created_by) not in _NEVER_LAYERS


def _doubt(step: HistoryStep) -> int:
    """How doubtful it is that a step made a layer, 0 for certain."""
    if step.size_bytes > 0:
        return 0
    # BuildKit keeps a layer for each step that could change a file; the classic builder only if it did.
    if step.comment.startswith("buildkit") or step.created_by.endswith("# buildkit"):
        return 1
    return {"WORKDIR": 2, "COPY": 3, "ADD": 3}.get(_instruction(step.created_by), 4)


def _instruction(created_by: str) -> str:
    """The Dockerfile word of a step, from either builder's way of writing it."""
    told, replaced = _CLASSIC_PREFIX.subn("", created_by)
    if not replaced and _SHELL_PREFIX.match(created_by):
        return "RUN"
    return told.lstrip().partition(" ")[0].upper()
