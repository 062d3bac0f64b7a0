"""Follows advice: shows what a fix changes, writes it, and takes it back; never over somebody's edit."""

import contextlib
import difflib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.domain.advice.edits import apply_edits
from workbench.domain.advice.rules import own_advice
from workbench.domain.advice.subject import AdviceSubject, advice_subject
from workbench.domain.advice.values import Advice, TextEdit
from workbench.domain.errors import DockerfileError, WorkbenchError
from workbench.services.advise_files import read_source

_MOST_ROUNDS = 40
_NO_NEWLINE = "\\ No newline at end of file"


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file of the app's folder before and after; None is a file that is not there."""

    path: str
    before: str | None
    after: str | None

    @property
    def reversed(self) -> "FileChange":
        """The change that takes this one back."""
        return FileChange(self.path, self.after, self.before)

    @property
    def patch(self) -> str:
        """The unified difference, as `git apply` and `patch -p1` read it."""
        old, new = _lines(self.before), _lines(self.after)
        found = difflib.unified_diff(
            old,
            new,
            "/dev/null" if self.before is None else f"a/{self.path}",
            "/dev/null" if self.after is None else f"b/{self.path}",
        )
        return "".join(line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}\n" for line in found)


def change_of(subject: AdviceSubject, advice: Advice) -> tuple[FileChange, ...]:
    """What following this advice changes; nothing where it cannot be followed by itself."""
    return _change_of(subject, (advice,))


def change_of_all(subject: AdviceSubject) -> tuple[FileChange, ...]:
    """What following all advice that can be followed changes, each on what the one before it left."""
    now, done = subject, set[tuple[str, str]]()
    for _ in range(_MOST_ROUNDS):
        left = [each for each in own_advice(now) if each.fix and (each.rule, each.message) not in done]
        # One rule at a time: its fixes do not touch one another, those of two rules may.
        following = [each for each in left if each.rule == left[0].rule]
        if not following:
            break
        done.update((each.rule, each.message) for each in following)
        for change in _change_of(now, following):
            now = _changed(now, change)
    changes = (
        FileChange(subject.path, subject.text, now.text),
        FileChange(subject.ignore_path, subject.ignore_text, now.ignore_text),
    )
    return tuple(each for each in changes if each.before != each.after)


def apply_change(folder: Path, change: FileChange) -> None:
    """Write a file anew; raises WorkbenchError where it is not any more what the change began with."""
    path = (folder / change.path).resolve()
    if _current(path) != change.before:
        raise WorkbenchError(
            f"{change.path} was changed meanwhile; nothing was written.",
            "Look at the difference again: it is made of the file as it is now.",
        )
    try:
        if change.after is None:
            path.unlink()
        else:
            _write(path, change.after)
    except OSError as error:
        raise WorkbenchError(
            f"{change.path} cannot be written: {error.strerror or error}.", "Check the folder's permissions."
        ) from error


def _lines(text: str | None) -> list[str]:
    """Lines with their ends; only a line feed ends one, as a patch has it."""
    *lines, rest = (text or "").split("\n")
    return [f"{line}\n" for line in lines] + ([rest] if rest else [])


def _change_of(subject: AdviceSubject, found: Sequence[Advice]) -> tuple[FileChange, ...]:
    edits: dict[str, list[TextEdit]] = {}
    for each in found:
        if each.fix is not None:
            edits.setdefault(each.fix.path, []).extend(each.fix.edits)
    before = {subject.path: subject.text}
    return tuple(
        FileChange(path, text, apply_edits(text or "", each))
        for path, each in edits.items()
        for text in (before.get(path, subject.ignore_text),)
    )


def _changed(subject: AdviceSubject, change: FileChange) -> AdviceSubject:
    text = change.after or "" if change.path == subject.path else subject.text
    ignore = change.after if change.path == subject.ignore_path else subject.ignore_text
    read = advice_subject(text, ignore_text=ignore, entries=subject.entries)
    return replace(
        subject,
        dockerfile=read.dockerfile,
        text=text,
        ignore_text=ignore,
        ignore=read.ignore,
        ignore_problem=read.ignore_problem,
        kept=read.kept,
    )


def _current(path: Path) -> str | None:
    try:
        return read_source(path)
    except DockerfileError:
        if path.exists():
            raise
        return None


def _write(path: Path, text: str) -> None:
    """A reader sees the old text or the new one; the file's mode stays."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with fresh.open("xb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        if path.exists():
            fresh.chmod(path.stat().st_mode & 0o7777)
        fresh.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
