"""A builder's last words become an error that names the step or the line, and what to do."""

import pytest

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
from workbench.engine.builders.build_failures import build_error

COMMAND = BuildImage("/app", "Dockerfile.slim", "app:2")


def failed(title: str, message: str) -> WorkbenchError:
    return build_error(COMMAND, StepFailed("k", title, message, (), 1.0), "")


@pytest.mark.parametrize(
    "said",
    [
        "dockerfile parse error line 2: unknown instruction: RUNN",
        "ERROR: failed to solve: rpc error: code = Unknown desc = failed to solve with frontend "
        "dockerfile.v0: failed to create LLB definition: "
        "dockerfile parse error line 2: unknown instruction: RUNN",
        "Dockerfile:2\n----\n   2 | >>> RUNN x\n----\n"
        "ERROR: failed to solve: dockerfile parse error on line 2: "
        "unknown instruction: RUNN (did you mean RUN?)",
    ],
)
def test_a_syntax_error_names_the_file_and_the_line(said: str) -> None:
    error = build_error(COMMAND, None, said)
    assert isinstance(error, DockerfileError)
    assert error.message.startswith("Dockerfile.slim, line 2: unknown instruction: RUNN")


def test_what_only_buildkit_knows_says_how_to_get_it() -> None:
    error = failed("RUN --mount=type=cache x", "the --mount option requires BuildKit. Refer to https://x")
    assert isinstance(error, DockerfileError)
    assert "BuildKit" in error.message
    assert "buildx" in error.hint


@pytest.mark.parametrize(
    ("title", "message"),
    [
        (
            "FROM nope:1",
            'Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host',
        ),
        (
            "FROM --platform=linux/amd64 nope:1 AS base",
            "pull access denied for nope, repository does not exist",
        ),
        ("load metadata for docker.io/library/nope:1", "docker.io/library/nope:1: not found"),
    ],
)
def test_a_missing_base_image_is_named_as_it_was_written(title: str, message: str) -> None:
    error = failed(title, message)
    assert isinstance(error, ImageMissing)
    assert "base image nope:1 " in error.message
    assert error.hint


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("The command '/bin/sh -c make' returned a non-zero code: 127", 127),
        ("executor failed running [/bin/sh -c make]: exit code: 127", 127),
        ('process "/bin/sh -c make" did not complete successfully: exit code: 137', 137),
    ],
)
def test_a_failed_run_names_the_step_and_the_exit_code(message: str, code: int) -> None:
    error = failed("RUN make", message)
    assert isinstance(error, BuildFailed)
    assert error.message == f"The step RUN make failed with exit code {code}."
    assert error.hint


@pytest.mark.parametrize(
    "message",
    [
        "COPY failed: file not found in build context or excluded by .dockerignore: stat nope: no file",
        'failed to compute cache key: "/nope" not found: not found',
    ],
)
def test_a_file_that_is_not_in_the_context_points_at_dockerignore(message: str) -> None:
    error = failed("COPY nope /", message)
    assert isinstance(error, BuildFailed)
    assert ".dockerignore" in error.hint


def test_a_full_disk_and_a_gone_engine_are_not_the_dockerfiles_fault() -> None:
    assert isinstance(failed("RUN x", "write /a: no space left on device"), NoSpace)
    gone = build_error(
        COMMAND, None, "ERROR: Cannot connect to the Docker daemon at unix:///x. Is it running?"
    )
    assert isinstance(gone, EngineGone)


def test_a_step_that_prints_of_a_full_disk_failed_of_it() -> None:
    lines = ("compiling", "OSError: [Errno 28] No space left on device")
    error = build_error(COMMAND, StepFailed("1", "RUN make", "returned a non-zero code: 1", lines, 0.1), "")
    assert isinstance(error, NoSpace)
    assert error.hint


def test_untrusted_words_are_made_harmless() -> None:
    assert "\x1b" not in str(failed("RUN \x1b[2J", "exit code: 1\x1b]0;x\x07"))
