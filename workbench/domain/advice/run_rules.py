"""Rules on how the image runs: its user, its command, its health, and what it gives away."""

import json
import re
import shlex
from collections.abc import Iterator

from workbench.domain.advice.edits import begin_of, inserted, rewritten
from workbench.domain.advice.subject import AdviceSubject
from workbench.domain.advice.values import Advice, AdviceLevel, Fix
from workbench.domain.dockerfile_lines import words
from workbench.domain.dockerfile_parser import exec_form
from workbench.domain.dockerfile_settings import final_settings
from workbench.domain.dockerfile_stages import final_base
from workbench.domain.dockerfile_values import Instruction
from workbench.domain.image_user import names_root
from workbench.domain.secrets import is_secret_name

_RUNS_AS_OTHERS = re.compile(r"nonroot|cgr\.dev/chainguard/")
_NEEDS_SHELL = re.compile(r"[$&|;<>*?()~`{}#\\\n]")
_USER_HINT = "Make a user, give it the files with COPY --chown, and end with USER."
_NUMBER = "10001"
_DEBIAN = re.compile(
    r"slim|bookworm|bullseye|trixie|debian|ubuntu|^(?:python|node|ruby|php|golang|rust):[\d.]+$"
)
_CHECKS = (
    (
        re.compile(r"python|chainguard/python"),
        'CMD ["python", "-c", "import urllib.request as r; '
        "r.urlopen('http://127.0.0.1:{port}/', timeout=4)\"]",
    ),
    (
        re.compile(r"(?:^|/)node(?::|$)"),
        'CMD ["node", "-e", "fetch(\'http://127.0.0.1:{port}/\')'
        '.then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]',
    ),
)


def other_user(subject: AdviceSubject) -> Iterator[Advice]:
    """The app runs as root."""
    user = final_settings(subject.dockerfile, subject.target).user
    if user and names_root(user):
        last = [each for each in subject.in_image if each.keyword == "USER"][-1]
        yield Advice(
            last.line,
            "non-root-user",
            "The app runs as root.",
            _USER_HINT,
            fix=Fix(subject.path, (rewritten(last, f"USER {_NUMBER}:{_NUMBER}"),)),
        )
    elif not user and subject.chain and not _RUNS_AS_OTHERS.search(_base(subject)):
        lines = (*_user_made(_base(subject)), f"USER {_NUMBER}:{_NUMBER}")
        yield Advice(
            subject.chain[-1].line,
            "non-root-user",
            "No USER is set, so the app runs as root.",
            _USER_HINT,
            fix=_before_command(subject, *lines),
        )


def exec_form_command(subject: AdviceSubject) -> Iterator[Advice]:
    """A command that a shell starts, which then is process 1."""
    for each in subject.final:
        if each.keyword not in ("CMD", "ENTRYPOINT") or exec_form(each.arguments) is not None:
            continue
        split = _split(each.arguments)
        written = f"{each.keyword} {json.dumps(split or each.arguments.split(), ensure_ascii=False)}"
        yield Advice(
            each.line,
            "exec-form",
            "A shell is process 1 here and keeps the signal to stop from the app.",
            f"Write {written}." if split else "Write it as a list, or begin the shell's line with exec.",
            fix=Fix(subject.path, (rewritten(each, written),)) if split else None,
        )


def health_check(subject: AdviceSubject) -> Iterator[Advice]:
    """A service whose health nobody asks for."""
    settings = final_settings(subject.dockerfile, subject.target)
    is_told = settings.has_healthcheck or any(each.keyword == "HEALTHCHECK" for each in subject.in_image)
    if is_told or not settings.exposed_ports:
        return
    port = settings.exposed_ports[0].removesuffix("/tcp")
    check = next((check for base, check in _CHECKS if base.search(_base(subject))), "")
    line = f"HEALTHCHECK --interval=30s --timeout=5s --start-period=10s {check.replace('{port}', port)}"
    place = next(each.line for each in subject.in_image if each.keyword == "EXPOSE")
    yield Advice(
        place,
        "health-check",
        "It serves a port, and nothing asks whether it is well: a hung app counts as running.",
        "Write a HEALTHCHECK that asks the app itself.",
        AdviceLevel.HINT,
        fix=_before_command(subject, line) if check and port.isdigit() else None,
    )


def secret_values(subject: AdviceSubject) -> Iterator[Advice]:
    """Secrets in ENV, or handed over as an ARG: both stay readable in the image's history."""
    for each in subject.dockerfile.instructions:
        if each.keyword not in ("ARG", "ENV"):
            continue
        named = [name for name, value in _assigned(each) if is_secret_name(name) and _is_given(each, value)]
        if named:
            yield Advice(
                each.line,
                "secret-value",
                f"{', '.join(named)}: the value of {each.keyword} stays readable in the image's history.",
                "While building: RUN --mount=type=secret,id=NAME. While running: docker run --env-file.",
                AdviceLevel.ERROR,
            )


def _assigned(instruction: Instruction) -> Iterator[tuple[str, str]]:
    found = words(instruction.arguments)
    if instruction.keyword == "ENV" and found and "=" not in found[0]:
        name, _, value = instruction.arguments.partition(" ")
        yield name, value.strip()
        return
    for word in found:
        name, _, value = word.partition("=")
        yield name, value.strip("\"'")


def _is_given(instruction: Instruction, value: str) -> bool:
    """Whether a value stands there; an ARG's comes with the build."""
    return instruction.keyword == "ARG" or bool(value)


def _split(text: str) -> list[str]:
    """The words of a command that needs no shell; none of one that does."""
    if _NEEDS_SHELL.search(text):
        return []
    try:
        found = shlex.split(text)
    except ValueError:
        return []
    return [] if found[:1] in (["exec"], ["cd"]) or "=" in "".join(found[:1]) else found


def _base(subject: AdviceSubject) -> str:
    return final_base(subject.dockerfile, dict(subject.build_arguments), subject.target)


def _before_command(subject: AdviceSubject, *lines: str) -> Fix:
    """Puts settings where they belong: before the first command and what is said of it, or at the end."""
    for each in subject.final:
        if each.keyword in ("CMD", "ENTRYPOINT"):
            place = begin_of(subject.text, each)
            gap = ("",) if place < each.line else ()
            return Fix(subject.path, (inserted(place, *lines, *gap),))
    return Fix(subject.path, (inserted(subject.final[-1].end_line + 1, *lines),))


def _user_made(base: str) -> tuple[str, ...]:
    """How a user is made on this base; none where that is unknown: a number needs no entry."""
    if "alpine" in base:
        return (f"RUN addgroup -g {_NUMBER} app && adduser -u {_NUMBER} -G app -D -H -s /sbin/nologin app",)
    if _DEBIAN.search(base):
        return (
            f"RUN groupadd --gid {_NUMBER} app && \\",
            f"    useradd --uid {_NUMBER} --gid {_NUMBER} --no-create-home --shell /usr/sbin/nologin app",
        )
    return ()
