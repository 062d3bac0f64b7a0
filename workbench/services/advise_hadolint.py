"""hadolint's findings on a Dockerfile, where it is installed (the extra `lint` brings it).

The format is that of `hadolint --format json`: a list of findings with code, level, line and message.
"""

import re
import shutil
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.advice.values import Advice, AdviceLevel, AdviceSource
from workbench.domain.cancellation import Cancellation
from workbench.domain.raw import Raw, raw_objects
from workbench.services.advise_linters import line_of, read_answer, run_linter

_LEVELS = {
    "error": AdviceLevel.ERROR,
    "warning": AdviceLevel.WARNING,
    "info": AdviceLevel.HINT,
    "style": AdviceLevel.HINT,
}
_WIKI = "https://github.com/hadolint/hadolint/wiki/"
_SHELLCHECK = "https://www.shellcheck.net/wiki/"
# What hadolint finds where it does not understand a Dockerfile, as an instruction right behind a heredoc.
_UNREADABLE = "DL1000"
_UNREAD_SETTINGS = re.compile(r"Error parsing your config file in\s+'([^']*)'")
_FIRST_FINDING = '[{"code":'


@dataclass(frozen=True, slots=True)
class HadolintSaid:
    """What hadolint found, and what kept it from finding more."""

    advice: tuple[Advice, ...]
    problems: tuple[str, ...] = ()


def find_hadolint() -> str:
    """Where hadolint is: on PATH, or beside the Python that runs here; empty where it is not."""
    return shutil.which("hadolint") or shutil.which("hadolint", path=sysconfig.get_path("scripts")) or ""


def hadolint_advice(
    program: str, folder: Path, text: str, cancel: Cancellation, *, is_sound: bool = True
) -> HadolintSaid:
    """What hadolint finds in a text, by the folder's own settings; raises LinterFailed and Cancelled.

    `is_sound` is a text that we can read: where hadolint cannot, that is no fault of the text.
    """
    said = run_linter(
        "hadolint",
        (program, "--no-color", "--no-fail", "--format", "json", "-"),
        folder,
        cancel,
        text=text,
    )
    findings = raw_objects(read_answer("hadolint", _own_list(said.answer), list))
    advice = [_advice(each) for each in findings if each.text("code") and each.text("message")]
    unread = [each for each in advice if is_sound and each.rule == _UNREADABLE]
    problems = [
        f"hadolint cannot read line {each.line} and checked nothing: {each.message}" for each in unread
    ]
    if settings := _UNREAD_SETTINGS.search(said.complaint):
        problems.append(f"hadolint cannot read {Path(settings[1]).name} and goes by its own settings.")
    return HadolintSaid(tuple(each for each in advice if each not in unread), tuple(problems))


def _own_list(answer: str) -> str:
    """The list that was asked for: the folder's settings can have another format printed before it."""
    start = answer.rfind(_FIRST_FINDING)
    if start > 0:
        return answer[start:]
    return "[]" if answer.rstrip().endswith("[]") else answer


def _advice(finding: Raw) -> Advice:
    code = finding.text("code")
    return Advice(
        line_of(finding, "line"),
        code,
        " ".join(finding.text("message").split()),
        "",
        _LEVELS.get(finding.text("level"), AdviceLevel.HINT),
        AdviceSource.HADOLINT,
        reference=f"{_SHELLCHECK if code.startswith('SC') else _WIKI}{code}",
    )
