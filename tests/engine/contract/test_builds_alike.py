"""Builds tell the same steps on both engines."""

from pathlib import Path

import pytest

from workbench.domain.builds import ImageBuilt, Progress, StepCached, StepDone, StepFailed, StepStarted
from workbench.domain.commands import (
    BuildImage,
    RemoveImage,
)
from workbench.domain.errors import (
    BuildFailed,
)
from workbench.engine.engine import Engine


def test_a_build_tells_its_steps_and_the_second_is_cached(
    door: Engine, unique_name: str, tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM debian:bookworm-slim\nCOPY a.txt /a.txt\nENV A=1\n")
    (tmp_path / "a.txt").write_text(unique_name)
    command = BuildImage(str(tmp_path), "Dockerfile", f"{unique_name}:1")
    first, second = _build(door, command), _build(door, command)
    assert [event.title.split()[0] for event in first if isinstance(event, StepStarted)] == [
        "FROM",
        "COPY",
        "ENV",
    ]
    assert sum(isinstance(event, StepDone) for event in first) >= 2
    assert sum(isinstance(event, StepCached) for event in second) == 2
    assert isinstance(second[-1], ImageBuilt)
    assert second[-1].image_id == door.image(f"{unique_name}:1").image.id
    door.execute(RemoveImage(f"{unique_name}:1"))


@pytest.mark.parametrize("target", ["", "one"])
def test_labels_that_are_given_are_the_images_whatever_stage_is_built(
    door: Engine, unique_name: str, tmp_path: Path, target: str
) -> None:
    (tmp_path / "Dockerfile").write_text(
        "FROM debian:bookworm-slim AS one\nENV A=1\nLABEL z=own a.b=own\n"
        "FROM debian:bookworm-slim\nENV A=2\nLABEL z=own a.b=own\n"
    )
    given = (("made by", 'x "y" $A ${A} \\n'), ("a.b", unique_name))
    command = BuildImage(str(tmp_path), "Dockerfile", f"{unique_name}:1", target=target, labels=given)
    titles = [event.title for event in _build(door, command) if isinstance(event, StepStarted)]
    assert titles[-2:] == [f"LABEL a.b={unique_name}", 'LABEL made by=x "y" $A ${A} \\n']
    assert dict(door.image(f"{unique_name}:1").image.labels) == {"z": "own", **dict(given)}
    door.execute(RemoveImage(f"{unique_name}:1"))


def _build(door: Engine, command: BuildImage) -> list[Progress]:
    """Without a docker client both engines are given the classic builder."""
    events: list[Progress] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/nonexistent")
        try:
            door.execute(command, report=events.append)
        except BuildFailed:
            events.append(StepFailed("", "", "failed", (), 0.0))
    return events


def test_a_failing_build_names_its_step(door: Engine, unique_name: str, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM debian:bookworm-slim\nRUN echo why && false\n")
    events = _build(door, BuildImage(str(tmp_path), "Dockerfile", f"{unique_name}:1"))
    failed, last = [event for event in events if isinstance(event, StepFailed)]
    assert last.message == "failed"
    assert "RUN echo why" in failed.title
    assert any("why" in line for line in failed.last_lines)
