"""What the classic builder refuses before its first step, in its own words."""

from __future__ import annotations

from workbench.domain.dockerfile_lines import words
from workbench.domain.dockerfile_parser import KEYWORDS, exec_form
from workbench.domain.dockerfile_values import Dockerfile, Instruction
from workbench.embedded.builds.failure import BuildFailure
from workbench.embedded.errors import BadParameter, NotFound
from workbench.embedded.platforms import check_pulled_platform

_ALLOWED_FLAGS = {
    "FROM": {"platform"},
    "COPY": {"from", "chown", "chmod"},
    "ADD": {"chown", "chmod"},
    "RUN": {"mount", "network", "security"},
    "HEALTHCHECK": {"interval", "timeout", "start-period", "start-interval", "retries"},
}
_ONE_ARGUMENT = {"USER", "STOPSIGNAL", "WORKDIR", "MAINTAINER"}


def check(dockerfile: Dockerfile, target: str = "") -> None:
    """Refuse a Dockerfile that cannot be read, or has no such target; BadParameter says why."""
    if not dockerfile.instructions:
        raise BadParameter("failed to parse Dockerfile: file with no instructions")
    for instruction in dockerfile.instructions:
        problem = _problem(instruction)
        if problem:
            raise BadParameter(f"dockerfile parse error line {_line(instruction)}: {problem}")
    if not dockerfile.stages or any(
        each.stage_index < 0 and each.keyword not in ("ARG", "FROM") for each in dockerfile.instructions
    ):
        raise BadParameter("no build stage in current context")
    if target and dockerfile.stage_named(target) is None:
        raise BadParameter(f"failed to reach build target {target} in Dockerfile")


def _line(instruction: Instruction) -> int:
    # The classic builder knows no heredocs: it stumbles over their first line.
    return instruction.line + 1 if instruction.heredocs else instruction.line


def _problem(instruction: Instruction) -> str:
    keyword = instruction.keyword
    if keyword not in KEYWORDS:
        return f"unknown instruction: {keyword}"
    if instruction.heredocs:
        return f"unknown instruction: {(instruction.heredocs[0].split() or ['EOF'])[0].upper()}"
    for name, _ in instruction.flags:
        if name not in _ALLOWED_FLAGS.get(keyword, set()):
            return f"Unknown flag: {name}"
    found = list(exec_form(instruction.arguments) or words(instruction.arguments))
    if keyword == "FROM" and len(found) not in (1, 3):
        return "FROM requires either one or three arguments"
    if keyword in ("COPY", "ADD") and len(found) == 1:
        return (
            f"{keyword} requires at least two arguments, but only one was provided. "
            "Destination could not be determined"
        )
    if not found and keyword in _ONE_ARGUMENT:
        return f"{keyword} requires exactly one argument"
    if not found and keyword not in ("CMD", "ENTRYPOINT"):
        return f"{keyword} requires at least one argument"
    if keyword == "ENV" and "=" not in found[0] and len(found) == 1:
        return "ENV must have two arguments"
    return ""


def refuse_platform(asked: str) -> None:
    """Refuse to build for another platform than the one there is; empty asks for none."""
    try:
        check_pulled_platform(asked)
    except BadParameter as error:
        raise BuildFailure(f"failed to parse platform {asked}: {error.message}") from error
    except NotFound as error:
        raise BuildFailure(error.message) from error
