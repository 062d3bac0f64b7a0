"""BuildKit's own checks of a Dockerfile, where docker's build plugin and the engine know them.

The format is that of `docker buildx build --call=check,format=json`: warnings with a rule's name, a detail, a
page and the lines, and the error that would end the build.
"""

from pathlib import Path

from workbench.domain.advice.values import Advice, AdviceLevel, AdviceSource
from workbench.domain.cancellation import Cancellation
from workbench.domain.engines import Candidate
from workbench.domain.raw import Raw, raw_object
from workbench.domain.text import clean
from workbench.domain.variants import Variant
from workbench.engine.builders.buildx import buildx_environment
from workbench.engine.builders.choice import find_buildx
from workbench.services.advise_linters import LinterFailed, line_of, read_answer, run_linter

# The first version that can ask for the checks alone, and for their JSON.
_OLDEST = (0, 15)
# What stands behind the name of a base image in the error of one that cannot be read.
_UNRESOLVED = ": failed to resolve source metadata"
# What an engine says whose BuildKit does not know the checks yet.
_UNKNOWN = ("unsupported", "not supported", "unknown", "requires BuildKit", "does not support")


def find_checker() -> str:
    """The docker command whose build plugin can ask for the checks; empty where there is none."""
    buildx = find_buildx()
    numbers = buildx.version.removeprefix("v").split(".")
    if buildx.missing or len(numbers) < 2 or not (numbers[0].isdigit() and numbers[1].isdigit()):
        return ""
    return buildx.docker if (int(numbers[0]), int(numbers[1])) >= _OLDEST else ""


def buildkit_advice(
    docker: str, candidate: Candidate, folder: Path, variant: Variant, cancel: Cancellation
) -> tuple[Advice, ...]:
    """What BuildKit warns of; nothing where the engine is too old for it; raises LinterFailed, Cancelled."""
    words = [docker, "buildx", "build", "--call=check,format=json", f"--file={folder / variant.dockerfile}"]
    words += [f"--target={variant.target}"] if variant.target else []
    words += [f"--build-arg={name}={value}" for name, value in variant.build_arguments]
    try:
        said = run_linter(
            "BuildKit's check",
            (*words, str(folder)),
            folder,
            cancel,
            environment=buildx_environment(candidate),
        )
    except LinterFailed as error:
        if any(word in str(error) for word in _UNKNOWN):
            return ()
        raise
    answer = raw_object(read_answer("BuildKit's check", said.answer, dict))
    found = [_advice(each) for each in answer.children("warnings") if each.text("ruleName")]
    refused = answer.child("buildError")
    name, is_unresolved, _ = refused.text("message").partition(_UNRESOLVED)
    if is_unresolved:
        # Nothing is wrong with the Dockerfile for all that is known, and its rules were not looked at.
        raise LinterFailed(
            f"BuildKit's check ended early: {clean(name, 200)} is not on the engine, nor to be had for it."
        )
    if refused.text("message"):
        found.append(
            Advice(
                _line(refused),
                "syntax",
                refused.text("message"),
                "",
                AdviceLevel.ERROR,
                AdviceSource.BUILDKIT,
            )
        )
    return tuple(found)


def _advice(warning: Raw) -> Advice:
    rule = warning.text("ruleName")
    said = warning.text("detail") or warning.text("description") or rule
    return Advice(
        _line(warning),
        rule,
        f"{said.rstrip('.')}.",
        "",
        AdviceLevel.WARNING,
        AdviceSource.BUILDKIT,
        reference=warning.text("url"),
    )


def _line(found: Raw) -> int:
    ranges = found.child("location").children("ranges")
    return line_of(ranges[0].child("start"), "line") if ranges else 0
