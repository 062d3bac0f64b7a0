"""Advice on a Dockerfile: what would make its image smaller, safer or quicker to build, and why."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workbench.domain.dockerfile_lines import words
from workbench.domain.dockerfile_parser import exec_form
from workbench.domain.dockerfile_settings import final_settings
from workbench.domain.dockerfile_stages import (
    final_base,
    global_arguments,
    is_exact_tag,
    stage_chain,
    substitute,
)
from workbench.domain.dockerfile_values import Dockerfile, Instruction

_SMALL = re.compile(
    r"slim|alpine|distroless|chainguard|wolfi|scratch|busybox|-minimal|-micro|ubi-minimal|ubi-micro"
)
_HAS_SLIM = frozenset(
    {"python", "node", "ruby", "debian", "openjdk", "php", "perl", "rust", "golang", "postgres"}
)
_RUNS_AS_OTHERS = re.compile(r"nonroot|cgr\.dev/chainguard/")
_INSTALLERS: dict[str, frozenset[str]] = {
    "pip": frozenset({"install"}),
    "pip3": frozenset({"install"}),
    "uv": frozenset({"sync", "install"}),
    "poetry": frozenset({"install"}),
    "npm": frozenset({"ci", "install"}),
    "pnpm": frozenset({"install"}),
    "yarn": frozenset({"install"}),
    "bundle": frozenset({"install"}),
    "composer": frozenset({"install"}),
    "go": frozenset({"download"}),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to better: its line (0 for the file as a whole), the rule's name, why, and what to write."""

    line: int
    rule: str
    message: str
    fix_hint: str


def advice(dockerfile: Dockerfile, has_dockerignore: bool) -> tuple[Advice, ...]:
    """What a careful reader would say of this Dockerfile, in the order of its lines."""
    if not dockerfile.stages:
        return ()
    found = [each for rule in _RULES for each in rule(dockerfile)]
    if not has_dockerignore:
        found.extend(_copies_without_ignore(dockerfile))
    return tuple(sorted(found, key=lambda each: each.line))


def _exact_base(dockerfile: Dockerfile) -> Iterator[Advice]:
    known = global_arguments(dockerfile, {})
    names = {stage.name.lower() for stage in dockerfile.stages if stage.name}
    for stage in dockerfile.stages:
        base = substitute(stage.base, known)
        if (
            base
            and base != "scratch"
            and base.lower() not in names
            and "$" not in base
            and not is_exact_tag(base)
        ):
            yield Advice(
                stage.line,
                "exact-base",
                f"{base} can be another image tomorrow: the tag moves on.",
                "Name one version with three numbers, or a digest.",
            )


def _slim_base(dockerfile: Dockerfile) -> Iterator[Advice]:
    base = final_base(dockerfile)
    name, _, tag = base.rpartition("/")[2].partition(":")
    if name in _HAS_SLIM and not _SMALL.search(base):
        line = stage_chain(dockerfile, "", global_arguments(dockerfile, {}))[0].line
        slimmer = f"{name}:{tag}-slim" if tag and tag != "latest" else f"{name}:slim"
        yield Advice(
            line,
            "slim-base",
            f"{base} brings compilers and headers that the app does not run with.",
            f"Start from {slimmer}, or copy the result into a second, smaller stage.",
        )


def _other_user(dockerfile: Dockerfile) -> Iterator[Advice]:
    user = final_settings(dockerfile).user
    if user.partition(":")[0] in ("root", "0"):
        yield Advice(_last_line(dockerfile, "USER"), "non-root-user", "The app runs as root.", _USER_HINT)
    elif not user and not _RUNS_AS_OTHERS.search(final_base(dockerfile)):
        yield Advice(
            dockerfile.stages[-1].line,
            "non-root-user",
            "No USER is set, so the app runs as root.",
            _USER_HINT,
        )


_USER_HINT = "Make a user, give it the files with COPY --chown, and end with USER."


def _workdir(dockerfile: Dockerfile) -> Iterator[Advice]:
    if final_settings(dockerfile).workdir:
        return
    own = dockerfile.in_stage(len(dockerfile.stages) - 1)
    relative = next(
        (each for each in own if each.keyword in ("ADD", "COPY") and _goes_nowhere_named(each)), None
    )
    if relative:
        yield Advice(
            relative.line,
            "workdir",
            "No WORKDIR is set, so this lands in the base image's folder, often /.",
            "Put WORKDIR /app before it.",
        )


def _cache_order(dockerfile: Dockerfile) -> Iterator[Advice]:
    for stage in dockerfile.stages:
        whole: Instruction | None = None
        for each in dockerfile.in_stage(stage.index):
            if _copies_all(each):
                whole = whole or each
            elif whole and any(_installs(each)):
                yield Advice(
                    whole.line,
                    "cache-order",
                    f"Any changed file runs line {each.line} anew: everything is copied before the packages.",
                    "Copy only the list of packages first, install, then copy the rest.",
                )
                break


def _pip_cache(dockerfile: Dockerfile) -> Iterator[Advice]:
    if "PIP_NO_CACHE_DIR" in dict(final_settings(dockerfile).environment):
        return
    for stage in stage_chain(dockerfile, "", global_arguments(dockerfile, {})):
        for each in dockerfile.in_stage(stage.index):
            calls = [call for tool, call in _installs(each) if tool in ("pip", "pip3")]
            if any("--no-cache-dir" not in call for call in calls) and each.flag("mount") is None:
                yield Advice(
                    each.line,
                    "pip-no-cache",
                    "pip leaves its download cache in the layer.",
                    "Add --no-cache-dir to pip install.",
                )


def _exec_form(dockerfile: Dockerfile) -> Iterator[Advice]:
    for each in dockerfile.in_stage(len(dockerfile.stages) - 1):
        if each.keyword in ("CMD", "ENTRYPOINT") and exec_form(each.arguments) is None:
            written = ", ".join(f'"{word}"' for word in each.arguments.split())
            yield Advice(
                each.line,
                "exec-form",
                "A shell is process 1 here and keeps the signal to stop from the app.",
                f"Write {each.keyword} [{written}].",
            )


def _copies_without_ignore(dockerfile: Dockerfile) -> Iterator[Advice]:
    for each in dockerfile.instructions:
        if _copies_all(each):
            yield Advice(
                each.line,
                "dockerignore",
                "The whole folder is copied and there is no .dockerignore: .git and secrets go in too.",
                "Write a .dockerignore that names what the image does not need.",
            )


_RULES: tuple[Callable[[Dockerfile], Iterator[Advice]], ...] = (
    _exact_base,
    _slim_base,
    _other_user,
    _workdir,
    _cache_order,
    _pip_cache,
    _exec_form,
)


def _copies_all(instruction: Instruction) -> bool:
    if instruction.keyword not in ("ADD", "COPY") or instruction.flag("from") is not None:
        return False
    return any(source in (".", "./", "*", "./*", "/") for source in _operands(instruction)[:-1])


def _goes_nowhere_named(instruction: Instruction) -> bool:
    target = _operands(instruction)[-1:]
    return bool(target) and not target[0].startswith(("/", "$"))


def _operands(instruction: Instruction) -> list[str]:
    found = exec_form(instruction.arguments)
    return words(instruction.arguments) if found is None else list(found)


def _installs(instruction: Instruction) -> Iterator[tuple[str, list[str]]]:
    """Each call of a package installer in a RUN: the tool and the words of the call."""
    if instruction.keyword != "RUN":
        return
    text = "\n".join((" ".join(_operands(instruction)), *instruction.heredocs))
    for command in re.split(r"[&;|\n]+", text):
        call = command.split()
        for tool in _INSTALLERS.keys() & set(call):
            if _INSTALLERS[tool] & set(call):
                yield tool, call


def _last_line(dockerfile: Dockerfile, keyword: str) -> int:
    return max((each.line for each in dockerfile.instructions if each.keyword == keyword), default=0)
