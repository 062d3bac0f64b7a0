"""Answers where a Dockerfile starts from: which images its stages need, and how exactly they are named."""

import re
from collections.abc import Mapping

from workbench.domain.dockerfile_lines import words
from workbench.domain.dockerfile_values import Dockerfile, Stage

_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?::?([-+])((?:[^{}]|\$\{[^{}]*\})*))?\})")
_EXACT_TAG = re.compile(r"v?\d+\.\d+\.\d+|(?:.*-)?\d{8}(?:\D|$)")
_CLASSIC_FLAGS = frozenset(
    {("FROM", "platform"), ("COPY", "from"), ("COPY", "chown"), ("ADD", "chown")}
    | {("HEALTHCHECK", name) for name in ("interval", "timeout", "start-period", "retries")}
)


def base_images(dockerfile: Dockerfile, build_arguments: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The images that FROM lines take from outside, in order, each once; `scratch` is none."""
    known = global_arguments(dockerfile, build_arguments or {})
    found: dict[str, None] = {}
    for stage in dockerfile.stages:
        base = substitute(stage.base, known)
        if base and base != "scratch" and _earlier_stage(dockerfile, stage, base) is None:
            found[base] = None
    return tuple(found)


def final_base(
    dockerfile: Dockerfile, build_arguments: Mapping[str, str] | None = None, target: str = ""
) -> str:
    """The image from outside on which the last stage (or the target) stands in the end; empty if unknown."""
    known = global_arguments(dockerfile, build_arguments or {})
    chain = stage_chain(dockerfile, target, known)
    return substitute(chain[0].base, known) if chain else ""


def stage_chain(dockerfile: Dockerfile, target: str, known: Mapping[str, str]) -> list[Stage]:
    """The last stage (or the target) with the stages that it stands on, the lowest first."""
    stage = dockerfile.stage_named(target) if target else next(reversed(dockerfile.stages), None)
    chain: list[Stage] = []
    while stage is not None:
        chain.insert(0, stage)
        stage = _earlier_stage(dockerfile, stage, substitute(stage.base, known))
    return chain


def global_arguments(dockerfile: Dockerfile, given: Mapping[str, str]) -> dict[str, str]:
    """The ARGs before the first FROM, with what was given in place of their defaults."""
    known: dict[str, str] = {}
    for each in dockerfile.in_stage(-1):
        if each.keyword != "ARG":
            continue
        for word in words(each.arguments):
            name, equals, default = word.partition("=")
            if name in given:
                known[name] = given[name]
            elif equals:
                known[name] = substitute(default.strip("\"'"), known)
    return known


def is_exact_tag(reference: str) -> bool:
    """Whether a reference names one fixed version: a digest, a tag with three numbers, or one with a date."""
    if "@sha256:" in reference:
        return True
    _, colon, tag = reference.rpartition("/")[2].partition(":")
    return bool(colon) and _EXACT_TAG.match(tag) is not None


def buildkit_features(dockerfile: Dockerfile) -> tuple[str, ...]:
    """What it uses that the classic builder refuses, as a person would name it."""
    found: dict[str, None] = {}
    for each in dockerfile.instructions:
        if each.heredocs:
            found["heredocs"] = None
        for name, _ in each.flags:
            if (each.keyword, name) not in _CLASSIC_FLAGS:
                found[f"{each.keyword} --{name}"] = None
    return tuple(found)


def substitute(text: str, known: Mapping[str, str]) -> str:
    """Text with its $NAME, ${NAME}, ${NAME:-default} and ${NAME:+other}; an unknown name is left standing."""

    def value(match: re.Match[str]) -> str:
        name, operator, other = match[1] or match[2], match[3], match[4] or ""
        if operator == "-":
            return known.get(name) or substitute(other, known)
        if operator == "+":
            return substitute(other, known) if known.get(name) else ""
        return known.get(name, match[0])

    return _VARIABLE.sub(value, text)


def _earlier_stage(dockerfile: Dockerfile, stage: Stage, base: str) -> Stage | None:
    # A number names a stage in COPY --from, but not in FROM.
    found = None if base.isdigit() else dockerfile.stage_named(base)
    while found is not None and found.index >= stage.index:
        found = next(
            (each for each in dockerfile.stages[: stage.index] if each.name.lower() == base.lower()), None
        )
    return found
