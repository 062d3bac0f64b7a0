"""What a piece of advice is: where, why, how to mend it, and what it costs."""

from dataclasses import dataclass
from enum import Enum


class AdviceLevel(Enum):
    """How much it matters."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """Its place, the gravest first."""
        return tuple(AdviceLevel).index(self)


class AdviceSource(Enum):
    """Who found it."""

    WORKBENCH = "workbench"
    HADOLINT = "hadolint"
    BUILDKIT = "buildkit"


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Lines from first to last, counted from 1, give way to others; a last before the first only inserts."""

    first_line: int
    last_line: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """How to mend it: edits of one file in the app's folder, which is made where it is not there."""

    path: str
    edits: tuple[TextEdit, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What it costs, as far as that was measured, and on what; None is what was not."""

    size_bytes: int | None = None
    seconds: float | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to better: its line (0 for the file as a whole), the rule's name, why, and what to write.

    `also` names the findings of others that say the same.
    """

    line: int
    rule: str
    message: str
    fix_hint: str
    level: AdviceLevel = AdviceLevel.WARNING
    source: AdviceSource = AdviceSource.WORKBENCH
    fix: Fix | None = None
    cost: Cost | None = None
    reference: str = ""
    also: tuple[str, ...] = ()
