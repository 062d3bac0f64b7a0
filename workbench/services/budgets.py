"""Holds variants to the largest sizes that they may have."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.errors import InvalidInput
from workbench.domain.matrix import Matrix
from workbench.domain.sizes import parse_size
from workbench.formatting import size
from workbench.services.compose.document import load_document
from workbench.services.compose.extension import read_extension


@dataclass(frozen=True, slots=True)
class BrokenBudget:
    """A variant that is larger than it may be, or that is not built and so cannot be held to anything."""

    variant: str
    limit_bytes: int
    size_bytes: int | None

    @property
    def words(self) -> str:
        """What is wrong, in a sentence."""
        if self.size_bytes is None:
            return f"{self.variant} is not built, so it cannot be held to {size(self.limit_bytes)}."
        over = self.size_bytes - self.limit_bytes
        allowed = f"{size(over)} over its budget of {size(self.limit_bytes)}"
        return f"{self.variant} is {size(self.size_bytes)}, {allowed}."


def budgets_of(
    folder: Path, given: Sequence[str], names: Sequence[str], environment: Mapping[str, str] | None = None
) -> dict[str, int]:
    """The budgets of the compose file, and over them those given as `NAME=SIZE` or `SIZE` for all.

    Raises InvalidInput for what is no budget or names no variant, ComposeError.
    """
    document = load_document(folder, os.environ if environment is None else environment)
    found: dict[str, int] = {}
    if document is not None:
        found |= dict(read_extension(document.extension, document.environment, []).budgets)
    for text in given:
        name, equals, limit = text.rpartition("=")
        limit_bytes = _size(limit)
        found |= {name: limit_bytes} if equals else dict.fromkeys(names, limit_bytes)
    unknown = [name for name in found if name not in names]
    if unknown:
        raise InvalidInput(
            f"There is a budget for {unknown[0]}, which is no variant.", f"There are: {', '.join(names)}."
        )
    return found


def broken_budgets(matrix: Matrix, budgets: Mapping[str, int]) -> tuple[BrokenBudget, ...]:
    """The budgets that are not kept."""
    return tuple(
        BrokenBudget(row.name, budgets[row.name], row.size_bytes)
        for row in matrix.rows
        if row.name in budgets and (row.size_bytes is None or row.size_bytes > budgets[row.name])
    )


def _size(text: str) -> int:
    try:
        return parse_size(text)
    except ValueError as error:
        raise InvalidInput(
            f"{text} is no size.", "Write it as 100MB, or for one variant as slim=100MB."
        ) from error
