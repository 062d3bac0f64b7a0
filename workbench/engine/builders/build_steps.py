"""What both builders' readers share: lines put together, a step's last lines, the names of stages."""

import re
from collections import deque
from dataclasses import dataclass, field

LAST_LINES = 20
# A step that prints without ever ending a line must not fill the memory.
_LINE_LIMIT = 64 * 1024

_STAGE_NAME = re.compile(r"\bAS\s+(\S+)\s*$", re.IGNORECASE)
_EXIT_CODE = re.compile(r"(?:exit code:|non-zero code:) (\d+)")


class LineJoiner:
    """Puts whole lines together from pieces of text."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, text: str) -> list[str]:
        """The lines that this piece completes, without their ends."""
        *lines, self._rest = (self._rest + text).split("\n")
        if len(self._rest) > _LINE_LIMIT:
            lines += self.finish()
        return [line.removesuffix("\r") for line in lines]

    def finish(self) -> list[str]:
        """What no newline ended."""
        rest, self._rest = self._rest, ""
        return [rest] if rest else []


@dataclass(slots=True)
class Step:
    """One step while it runs."""

    key: str
    title: str
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_LINES))


def stage_name(from_title: str, index: int) -> str:
    """The stage that a FROM instruction begins: its own name, else its number as BuildKit writes it."""
    found = _STAGE_NAME.search(from_title)
    return stage_label(found[1] if found else "", index, index + 1)


def stage_label(name: str, index: int, count: int) -> str:
    """What a builder calls a stage, of so many: its name, else its number, nothing where it is alone."""
    return name or (f"stage-{index}" if count > 1 else "")


def exit_code(message: str) -> int | None:
    """The exit code in a builder's message about a failed RUN."""
    found = _EXIT_CODE.search(message)
    return int(found[1]) if found else None
