"""The build context has an edge, and COPY and ADD do not reach over it."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from pathlib import Path

import docker
import pytest


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """Make a context with a file in it, and one of the same name beside it."""
    folder = tmp_path / "context"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("inside")
    (tmp_path / "a.txt").write_text("outside")
    return folder


def _failure(client: docker.DockerClient, folder: Path, step: str) -> str:
    (folder / "Dockerfile").write_text(f"FROM debian:bookworm-slim AS one\nFROM redis\n{step}\n")
    told = list(client.api.build(path=str(folder), tag="built", decode=True))
    return str(told[-1].get("error", ""))


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ("ADD ../a.txt /y", "ADD failed: forbidden path outside the build context: ../a.txt ()"),
        ("COPY ../x /y", "COPY failed: forbidden path outside the build context: ../x ()"),
        ("COPY sub/../../x /y", "COPY failed: forbidden path outside the build context: sub/../../x ()"),
        ("COPY /../a.txt /y", "COPY failed: forbidden path outside the build context: ../a.txt ()"),
        ("COPY .. /y/", "COPY failed: forbidden path outside the build context: .. ()"),
        (
            "COPY --from=one ../../etc/passwd /y",
            "COPY failed: forbidden path outside the build context: ../../etc/passwd ()",
        ),
        ("COPY ../*.txt /y/", "COPY failed: no source files were specified"),
    ],
)
def test_what_lies_outside_is_refused(
    client: docker.DockerClient, context: Path, step: str, reason: str
) -> None:
    assert _failure(client, context, step) == reason


def test_a_way_round_that_stays_inside_is_taken(client: docker.DockerClient, context: Path) -> None:
    assert _failure(client, context, "COPY sub/../a.txt /y") == ""
    assert client.containers.run("built", ["cat", "/y"], remove=True) == b"inside"
