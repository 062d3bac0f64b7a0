"""Tells the progress of builds as plain lines, the same for a terminal and for a log."""

import time

from workbench.cli_jobs.output import say
from workbench.domain.builds import (
    BuildEvent,
    ContextSent,
    ImageBuilt,
    StepCached,
    StepDone,
    StepFailed,
    StepOutput,
    StepProgress,
    StepSized,
    StepStarted,
)
from workbench.domain.instructions import readable_instruction
from workbench.formatting import count, duration, size

_PROGRESS_EVERY_SECONDS = 2.0


class BuildReport:
    """Writes a line for each thing that happens in a build; bytes that move are told now and then."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], str] = {}
        self._told_progress_at = time.monotonic()
        self._contexts: dict[str, ContextSent] = {}

    def __call__(self, name: str, event: BuildEvent) -> None:
        """Tell one event of the build of that name."""
        if not isinstance(event, ContextSent):
            self._tell_context(name)
        match event:
            case ContextSent():
                self._contexts[name] = event
            case StepStarted(key, index, total, title, stage):
                place = f"[{stage + ' ' if stage else ''}{index}{f'/{total}' if total else ''}]"
                self._places[name, key] = place
                say(f"{name}: {place} {' '.join(readable_instruction(title).split())}")
            case StepOutput(key, line):
                say(f"{name}: {self._place(name, key)} | {line}")
            case StepProgress(key, what, current, total):
                self._tell_progress(f"{name}: {self._place(name, key)} {what} {_of(current, total)}")
            case StepCached(key):
                say(f"{name}: {self._place(name, key)} cached")
            case StepDone(key, seconds):
                say(f"{name}: {self._place(name, key)} done in {duration(seconds)}")
            case StepSized(key, size_bytes) if size_bytes:
                say(f"{name}: {self._place(name, key)} added {size(size_bytes)}")
            case StepSized():
                pass
            case StepFailed(key, _, message):
                say(f"{name}: {self._place(name, key)} failed: {message}")
            case ImageBuilt(image_id, seconds):
                say(f"{name}: built {image_id} in {duration(seconds)}")

    def _tell_context(self, name: str) -> None:
        """The context as it was last told, once it has all been sent."""
        context = self._contexts.pop(name, None)
        if context is not None:
            files = f", {count(context.file_count, 'file')}" if context.file_count else ""
            say(f"{name}: context {size(context.sent_bytes)}{files}")

    def _place(self, name: str, key: str) -> str:
        return self._places.get((name, key), "")

    def _tell_progress(self, line: str) -> None:
        now = time.monotonic()
        if now - self._told_progress_at >= _PROGRESS_EVERY_SECONDS:
            self._told_progress_at = now
            say(line)


def _of(current_bytes: int, total_bytes: int | None) -> str:
    return size(current_bytes) if total_bytes is None else f"{size(current_bytes)} of {size(total_bytes)}"
