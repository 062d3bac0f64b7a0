"""Reads a Dockerfile's text; what an engine would refuse becomes a problem, never an exception."""

import difflib
import json
import re

from workbench.domain.dockerfile_lines import LogicalLine, logical_lines, read_directives, words
from workbench.domain.dockerfile_values import Dockerfile, DockerfileProblem, Instruction, Stage

KEYWORDS = frozenset(
    {
        "ADD",
        "ARG",
        "CMD",
        "COPY",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "FROM",
        "HEALTHCHECK",
        "LABEL",
        "MAINTAINER",
        "ONBUILD",
        "RUN",
        "SHELL",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
        "WORKDIR",
    }
)
_STAGE_NAME = re.compile(r"[a-z][a-z0-9_.-]*$")
_STRING = r'"(?:[^"\\]|\\.)*"'
_STRINGS = re.compile(rf"\[\s*(?:{_STRING}\s*(?:,\s*{_STRING}\s*)*)?\]")
_FLAG = re.compile(r"--([a-z][a-z0-9-]*)(?:=(\S*))?(?:\s+|$)")


def parse_dockerfile(text: str) -> Dockerfile:
    """Read a Dockerfile; instructions that are wrong are kept, and named among the problems."""
    lines = re.split(r"\r?\n", text.removeprefix("\ufeff"))
    directives, repeated = read_directives(lines)
    problems = [DockerfileProblem(line, "This parser directive stands here twice.") for line in repeated]
    escape = dict(directives).get("escape", "\\")
    if escape not in ("\\", "`"):
        problems.append(DockerfileProblem(1, f"The escape character must be \\ or `, not {escape}."))
        escape = "\\"
    instructions: list[Instruction] = []
    stages: list[Stage] = []
    for logical in logical_lines(lines, escape):
        instruction = _instruction(logical, len(stages) - 1)
        if instruction.keyword == "FROM":
            stages.append(_stage(instruction, len(stages), problems))
            instruction = _instruction(logical, len(stages) - 1)
        instructions.append(instruction)
        problems.extend(_problems_of(instruction, logical))
    if not instructions:
        problems.append(DockerfileProblem(0, "The file has no instructions."))
    elif not stages:
        problems.append(DockerfileProblem(0, "The file has no FROM: an image must start from something."))
    return Dockerfile(tuple(stages), tuple(instructions), tuple(problems), directives)


def exec_form(arguments: str) -> tuple[str, ...] | None:
    """The words of `["program", "argument"]`; None for the shell form, which anything that is no JSON is."""
    if not _STRINGS.fullmatch(arguments.strip()):
        return None
    try:
        return tuple(str(json.loads(each)) for each in re.findall(_STRING, arguments))
    except ValueError:
        return None


def _instruction(logical: LogicalLine, stage_index: int) -> Instruction:
    keyword, *rest = logical.text.split(maxsplit=1)
    flags, arguments = _take_flags(rest[0] if rest else "")
    return Instruction(
        keyword.upper(),
        arguments,
        flags,
        logical.line,
        logical.end_line,
        stage_index,
        logical.original,
        logical.heredocs,
    )


def _take_flags(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    flags: list[tuple[str, str]] = []
    rest = text.strip()
    while match := _FLAG.match(rest):
        flags.append((match[1], match[2] or ""))
        rest = rest[match.end() :]
    return tuple(flags), rest


def _stage(instruction: Instruction, index: int, problems: list[DockerfileProblem]) -> Stage:
    platform = instruction.flag("platform") or ""
    match words(instruction.arguments):
        case [base]:
            return Stage(index, "", base, instruction.line, platform)
        case [base, marker, name] if marker.upper() == "AS":
            if not _STAGE_NAME.match(name.lower()):
                problems.append(DockerfileProblem(instruction.line, f"{name} cannot be the name of a stage."))
            return Stage(index, name, base, instruction.line, platform)
        case found:
            problems.append(DockerfileProblem(instruction.line, "FROM takes an image, or: image AS name."))
            return Stage(index, "", found[0] if found else "", instruction.line, platform)


def _problems_of(instruction: Instruction, logical: LogicalLine) -> list[DockerfileProblem]:
    keyword, line = instruction.keyword, instruction.line
    messages: list[str] = []
    if keyword not in KEYWORDS:
        messages.append(f"{keyword} is not an instruction.{_meant(keyword)}")
    elif not instruction.arguments and keyword != "FROM":
        messages.append(f"{keyword} needs an argument.")
    elif instruction.stage_index < 0 and keyword not in ("ARG", "FROM"):
        messages.append(f"{keyword} stands before the first FROM; only ARG may.")
    elif keyword in ("ADD", "COPY") and not _has_source_and_target(instruction):
        messages.append(f"{keyword} needs at least a source and a target.")
    if logical.open_heredoc:
        messages.append(f"The heredoc {logical.open_heredoc} is not ended before the file is.")
    return [DockerfileProblem(line, message) for message in messages]


def _has_source_and_target(instruction: Instruction) -> bool:
    return len(exec_form(instruction.arguments) or words(instruction.arguments)) >= 2


def _meant(keyword: str) -> str:
    near = difflib.get_close_matches(keyword, sorted(KEYWORDS), n=1)
    return f" Is it {near[0]}?" if near else ""
