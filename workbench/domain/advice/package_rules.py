"""Rules on what package managers leave behind in a layer."""

from collections.abc import Iterator

from workbench.domain.advice.edits import rewritten
from workbench.domain.advice.shell_commands import tool_calls, with_words_at
from workbench.domain.advice.subject import AdviceSubject
from workbench.domain.advice.values import Advice, AdviceLevel, Fix
from workbench.domain.dockerfile_parser import exec_form
from workbench.domain.dockerfile_settings import final_settings
from workbench.domain.dockerfile_values import Instruction

_APT = frozenset({"apt-get", "apt"})
_APT_LISTS = "/var/lib/apt/lists"


def pip_cache(subject: AdviceSubject) -> Iterator[Advice]:
    """Wheels that pip downloaded and kept."""
    if "PIP_NO_CACHE_DIR" in dict(final_settings(subject.dockerfile, subject.target).environment):
        return
    for each in _runs(subject):
        if each.flag("mount") is not None:
            continue
        yield from _missing_option(
            subject,
            each,
            ("pip", "pip3"),
            ("install",),
            "--no-cache-dir",
            Advice(
                each.line,
                "pip-no-cache",
                "pip leaves its download cache in the layer.",
                "Add --no-cache-dir to pip install.",
            ),
        )


def apk_cache(subject: AdviceSubject) -> Iterator[Advice]:
    """Alpine's package index, kept in the layer."""
    for each in _runs(subject):
        if "/var/cache/apk" in each.original:
            continue
        yield from _missing_option(
            subject,
            each,
            ("apk",),
            ("add",),
            "--no-cache",
            Advice(
                each.line,
                "apk-no-cache",
                "apk leaves its package index in the layer.",
                "Add --no-cache to apk add: it fetches the index anew and keeps nothing.",
            ),
        )


def apt_recommends(subject: AdviceSubject) -> Iterator[Advice]:
    """Packages that come along only because others recommend them."""
    for each in _runs(subject):
        yield from _missing_option(
            subject,
            each,
            _APT,
            ("install",),
            "--no-install-recommends",
            Advice(
                each.line,
                "apt-recommends",
                "apt-get also installs what packages only recommend.",
                "Add --no-install-recommends, and name what is really needed.",
                AdviceLevel.HINT,
            ),
        )


def apt_lists(subject: AdviceSubject) -> Iterator[Advice]:
    """Debian's package lists, left in the layer."""
    for each in _runs(subject):
        text = each.original
        if _APT_LISTS in text or "target=/var/" in text or not any(tool_calls(text, _APT, ("install",))):
            continue
        yield Advice(
            each.line,
            "apt-lists",
            "apt leaves its package lists in the layer.",
            "End the same RUN with: rm -rf /var/lib/apt/lists/*",
            fix=_cleaned(subject, each),
        )


def _runs(subject: AdviceSubject) -> Iterator[Instruction]:
    return (each for each in subject.in_image if each.keyword == "RUN")


def _missing_option(
    subject: AdviceSubject,
    instruction: Instruction,
    tools: tuple[str, ...] | frozenset[str],
    jobs: tuple[str, ...],
    option: str,
    found: Advice,
) -> Iterator[Advice]:
    """The advice, with its fix, where a call lacks an option."""
    text = instruction.original
    calls = [call for call in tool_calls(text, tools, jobs) if option not in call.words]
    if not calls:
        return
    if exec_form(instruction.arguments) is not None:
        yield found
        return
    for call in reversed(calls):
        text = with_words_at(text, call.job.end, option)
    yield Advice(
        found.line,
        found.rule,
        found.message,
        found.fix_hint,
        found.level,
        fix=Fix(subject.path, (rewritten(instruction, text),)),
    )


def _cleaned(subject: AdviceSubject, instruction: Instruction) -> Fix | None:
    lines = instruction.original.split("\n")
    is_plain = exec_form(instruction.arguments) is None and not instruction.heredocs
    if not is_plain or "#" in lines[-1] or lines[-1].rstrip().endswith((";", "&", "|", "\\", "`")):
        return None
    clean = f"rm -rf {_APT_LISTS}/*"
    if len(lines) > 1:
        mark = "`" if ("escape", "`") in subject.dockerfile.directives else "\\"
        indent = lines[-1][: len(lines[-1]) - len(lines[-1].lstrip())] or "    "
        lines[-1] = f"{lines[-1].rstrip()} && {mark}"
        lines.append(f"{indent}{clean}")
    else:
        lines[-1] = f"{lines[-1].rstrip()} && {clean}"
    return Fix(subject.path, (rewritten(instruction, "\n".join(lines)),))
