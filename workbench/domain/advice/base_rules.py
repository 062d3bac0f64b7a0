"""Rules on the images that a Dockerfile starts from, and on tools that stay behind."""

import re
from collections.abc import Iterator

from workbench.domain.advice.edits import rewritten
from workbench.domain.advice.shell_commands import shell_commands
from workbench.domain.advice.subject import AdviceSubject, BaseFacts
from workbench.domain.advice.values import Advice, Cost, Fix, TextEdit
from workbench.domain.dockerfile_stages import final_base, is_exact_tag, substitute
from workbench.domain.dockerfile_values import Stage

_SMALL = re.compile(
    r"slim|alpine|distroless|chainguard|wolfi|scratch|busybox|-minimal|-micro|ubi-minimal|ubi-micro"
)
_HAS_SLIM = frozenset(
    {"python", "node", "ruby", "debian", "openjdk", "php", "perl", "rust", "golang", "postgres"}
)
_NUMBERS = re.compile(r"(\d+(?:\.\d+){0,2})(-.+)?")
_INSTALLERS = frozenset({"apt-get", "apt", "apk", "dnf", "microdnf", "yum"})
_REMOVALS = frozenset({"purge", "remove", "autoremove", "del", "erase"})
_BUILD_TOOLS = frozenset(
    "alpine-sdk build-base build-essential cargo clang cmake cpp g++ gcc gfortran git go golang libc-dev "
    "linux-headers llvm make maven musl-dev ninja-build pkg-config pkgconf rustc".split()
)


def exact_base(subject: AdviceSubject) -> Iterator[Advice]:
    """A base image by a tag that moves on."""
    names = {stage.name.lower() for stage in subject.dockerfile.stages if stage.name}
    known = subject.arguments
    for stage in subject.dockerfile.stages:
        base = substitute(stage.base, known)
        if not base or base == "scratch" or base.lower() in names or "$" in base or is_exact_tag(base):
            continue
        facts = subject.base(base)
        exact = _exact_name(base, facts) if facts else ""
        yield Advice(
            stage.line,
            "exact-base",
            f"{base} can be another image tomorrow: the tag moves on.",
            f"The one that is here now is {exact}." if exact else "Name all three numbers, or a digest.",
            fix=_with_base(subject, stage, exact) if exact and base == stage.base else None,
        )


def slim_base(subject: AdviceSubject) -> Iterator[Advice]:
    """A base image with compilers where a smaller one of the same name is to be had."""
    base = final_base(subject.dockerfile, dict(subject.build_arguments), subject.target)
    path, _, tag = base.partition("@")[0].rpartition("/")[2].partition(":")
    if path not in _HAS_SLIM or _SMALL.search(base):
        return
    stage = subject.chain[0]
    name = base.partition("@")[0].removesuffix(f":{tag}") if tag else base.partition("@")[0]
    slimmer = f"{name}:{tag}-slim" if tag and tag != "latest" else f"{name}:slim"
    yield Advice(
        stage.line,
        "slim-base",
        f"{base} brings compilers and headers that the app does not run with.",
        f"Start from {slimmer}, or copy the result into a second, smaller stage.",
        fix=_with_base(subject, stage, slimmer) if base == stage.base else None,
        cost=_saving(subject.base(base), subject.base(slimmer)),
    )


def build_tools(subject: AdviceSubject) -> Iterator[Advice]:
    """Compilers and their like that are installed into the image itself and stay there."""
    for each in subject.in_image:
        if each.keyword != "RUN" or not any(tool in each.original for tool in _INSTALLERS):
            continue
        found: dict[str, None] = {}
        is_cleaned = False
        for command in shell_commands(each.original):
            said = [word.text for word in command]
            if _INSTALLERS.isdisjoint(said):
                continue
            is_cleaned = is_cleaned or not _REMOVALS.isdisjoint(said)
            if "install" in said or "add" in said:
                found.update(dict.fromkeys(word for word in said if _is_build_tool(word)))
        if found and not is_cleaned:
            yield Advice(
                each.line,
                "build-tools",
                f"{', '.join(found)}: needed to build, not to run, and they stay in the image.",
                "Install and build in a first stage, and copy only the result into the last one.",
            )


def _is_build_tool(word: str) -> bool:
    return word in _BUILD_TOOLS or (word.endswith(("-dev", "-devel")) and not word.startswith("-"))


def _exact_name(base: str, facts: BaseFacts) -> str:
    """The name of the very image that the engine has: an official one by its version, others by digest."""
    path, _, tag = base.rpartition("/")[2].partition(":")
    match = _NUMBERS.fullmatch(tag)
    if facts.version and path == base.partition(":")[0]:
        if tag in ("", "latest"):
            return f"{path}:{facts.version}"
        if match and f"{facts.version}.".startswith(f"{match[1]}."):
            return f"{path}:{facts.version}{match[2] or ''}"
    return f"{base}@{facts.digest}" if facts.digest else ""


def _with_base(subject: AdviceSubject, stage: Stage, base: str) -> Fix | None:
    instruction = next(each for each in subject.dockerfile.in_stage(stage.index) if each.line == stage.line)
    if instruction.original.count(stage.base) != 1:
        return None
    edits: tuple[TextEdit, ...] = (rewritten(instruction, instruction.original.replace(stage.base, base, 1)),)
    return Fix(subject.path, edits)


def _saving(large: BaseFacts | None, small: BaseFacts | None) -> Cost | None:
    if large is None or small is None or small.size_bytes >= large.size_bytes:
        return None
    return Cost(large.size_bytes - small.size_bytes, basis="the two images as the engine has them")
