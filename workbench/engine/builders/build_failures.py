"""What a builder's last words mean for the person."""

import re

from workbench.domain.builds import StepFailed
from workbench.domain.commands import BuildImage
from workbench.domain.errors import (
    BuildFailed,
    DockerfileError,
    EngineGone,
    ImageMissing,
    NoSpace,
    WorkbenchError,
)
from workbench.domain.text import clean
from workbench.engine.builders.build_steps import exit_code
from workbench.engine.refusals import refusal

NEEDS_BUILDKIT_HINT = (
    "Install docker's buildx plugin, then it is used by itself; or write the step without it."
)

_PARSE_ERROR = re.compile(r"parse error (?:on )?line (?P<line>\d+): (?P<problem>.*)")
_WRAPPING = re.compile(
    r"^(?:ERROR: |failed to solve(?: with frontend [\w.]+)?: |rpc error: code = \w+ desc = "
    r"|failed to create LLB definition: |failed to build LLB: )+"
)
_BASE = re.compile(r"(?:load metadata for|FROM(?: --\S+)*) (?P<name>\S+)", re.IGNORECASE)
_EXIT_HINTS = {
    126: "It calls a file that may not be executed: check its permissions and its first line.",
    127: "It calls a program that the image lacks: check the spelling, or install it before.",
    137: "It was killed: often the engine's host ran out of memory.",
}
_MISSING_FILE_HINT = "Check the path, which counts from the app's folder, and that .dockerignore keeps it."


def build_error(command: BuildImage, failure: StepFailed | None, said: str) -> WorkbenchError:
    """The error for a build that failed at a step, or before any with only the builder's words."""
    said = failure.message if failure else said
    words = clean(_WRAPPING.sub("", last_error(said)), 500)
    if found := _PARSE_ERROR.search(said):
        problem = clean(found["problem"], 300)
        hint = "Correct that line of the Dockerfile."
        line = int(found["line"])
        return DockerfileError(f"{command.dockerfile}, line {line}: {problem}", hint, line=line)
    if "requires BuildKit" in said:
        return DockerfileError(
            f"{command.dockerfile}: {words.partition(' Refer to')[0]}", NEEDS_BUILDKIT_HINT
        )
    if "Cannot connect to the Docker daemon" in said or "error during connect" in said:
        return EngineGone("The engine no longer answers (asked to build).", "Check that it runs.")
    refused = refusal(None, said, "build")
    # What ran out of space in a step of its own says so in its own last lines.
    printed = refusal(None, "\n".join(failure.last_lines if failure else ()), "build")
    for each in (refused, printed):
        if isinstance(each, NoSpace):
            return each
    if failure is None:
        return BuildFailed(f"{command.dockerfile} cannot be built: {words}.")
    if base := _BASE.match(failure.title):
        name = clean(base["name"], 200).removeprefix("docker.io/").removeprefix("library/")
        hint = refused.hint or "Check its name; a private image needs `docker login` first."
        return ImageMissing(f"The base image {name} is not on the engine and could not be pulled.", hint)
    return _step_error(failure, words)


def last_error(said: str) -> str:
    """The line that says why, of what buildx wrote besides its progress; else the last line."""
    lines = [line for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines or [""])[-1]


def _step_error(failure: StepFailed, words: str) -> BuildFailed:
    code = exit_code(failure.message)
    title = clean(" ".join(failure.title.split()), 160)
    if code is not None:
        hint = _EXIT_HINTS.get(code, "The last lines that it printed say why.")
        return BuildFailed(f"The step {title} failed with exit code {code}.", hint)
    copies = failure.title.upper().startswith(("COPY ", "ADD "))
    missing = "not found" in failure.message or "no such file" in failure.message
    hint = _MISSING_FILE_HINT if copies and missing else ""
    return BuildFailed(f"The step {title} failed: {words}.", hint)
