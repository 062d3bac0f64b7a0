"""hadolint's findings on a Dockerfile, where it is installed (the extra `lint` brings it).

The format is that of `hadolint --format json`: a list of findings with code, level, line and message.
"""

import shutil
import sysconfig
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


def find_hadolint() -> str:
    """Where hadolint is: on PATH, or beside the Python that runs here; empty where it is not."""
    return shutil.which("hadolint") or shutil.which("hadolint", path=sysconfig.get_path("scripts")) or ""


def hadolint_advice(program: str, folder: Path, text: str, cancel: Cancellation) -> tuple[Advice, ...]:
    """What hadolint finds in a text, by the folder's own settings; raises LinterFailed and Cancelled."""
    said = run_linter(
        "hadolint",
        (program, "--no-color", "--no-fail", "--format", "json", "-"),
        folder,
        cancel,
        text=text,
    )
    findings = raw_objects(read_answer("hadolint", said, list))
    return tuple(_advice(each) for each in findings if each.text("code") and each.text("message"))


def _advice(finding: Raw) -> Advice:
    code = finding.text("code")
    return Advice(
        line_of(finding, "line"),
        code,
        finding.text("message"),
        "",
        _LEVELS.get(finding.text("level"), AdviceLevel.HINT),
        AdviceSource.HADOLINT,
        reference=f"{_SHELLCHECK if code.startswith('SC') else _WIKI}{code}",
    )
