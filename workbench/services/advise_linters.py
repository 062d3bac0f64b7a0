"""Runs other programs that read Dockerfiles, and bears it when they misbehave."""

import json
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.cancellation import Cancellation
from workbench.domain.raw import Raw

_LONGEST_SECONDS = 30.0
LARGEST_ANSWER_BYTES = 8 * 1024 * 1024


class LinterFailed(Exception):
    """A program that gave no advice, and why."""


@dataclass(frozen=True, slots=True)
class LinterSaid:
    """What a program wrote on its output, and what it complained of beside it."""

    answer: str
    complaint: str


def run_linter(
    name: str,
    arguments: Sequence[str],
    folder: Path,
    cancel: Cancellation,
    *,
    text: str = "",
    environment: Mapping[str, str] | None = None,
) -> LinterSaid:
    """What the program writes, given a text; raises LinterFailed, Cancelled.

    Its exit code says nothing: linters end with 1 when they find something.
    """
    try:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environment,
        )
    except OSError as error:
        raise LinterFailed(f"{name} does not start: {error.strerror or error}.") from error
    with process:
        timer = threading.Timer(_LONGEST_SECONDS, process.kill)
        timer.start()
        forget = cancel.on_cancel(process.kill)
        try:
            answer, complaint = process.communicate(text.encode("utf-8", "surrogateescape"))
        finally:
            forget()
            was_late = not timer.is_alive()
            timer.cancel()
            process.kill()
    cancel.check()
    if was_late:
        raise LinterFailed(f"{name} gave no answer in {_LONGEST_SECONDS:.0f} s.")
    if len(answer) > LARGEST_ANSWER_BYTES:
        raise LinterFailed(f"{name} said more than can be read.")
    complained = complaint.decode("utf-8", "replace").strip()
    if not answer.strip():
        said = f": {complained.splitlines()[0]}" if complained else "."
        raise LinterFailed(f"{name} ended with code {process.returncode} and no answer{said}")
    return LinterSaid(answer.decode("utf-8", "replace"), complained)


def read_answer(name: str, said: str, kind: type[object]) -> object:
    """An answer in JSON, which must be a list or an object; raises LinterFailed."""
    try:
        found: object = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise LinterFailed(f"The answer of {name} cannot be read: it is no JSON.") from error
    if type(found) is not kind:
        raise LinterFailed(f"The answer of {name} cannot be read: it is no {kind.__name__}.")
    return found


def line_of(found: Raw, key: str) -> int:
    """The number of a line, 0 where there is none."""
    value = found.fields.get(key)
    return max(0, value) if isinstance(value, int) else 0
