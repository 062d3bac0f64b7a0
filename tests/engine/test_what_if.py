"""What would run again is what does run again, on a real engine."""

import os
import shutil
from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from workbench.domain.builds import Progress, StepCached, StepDone, StepStarted
from workbench.domain.cancellation import Cancellation
from workbench.domain.variants import App, Variant
from workbench.domain.what_if import step_key
from workbench.engine.engine import Engine
from workbench.services.build_variants import VariantBuilder
from workbench.services.what_if import foresee

WITHOUT_PLUGIN = '#!/bin/sh\n[ "$1" = buildx ] && exit 1\nexec {} "$@"\n'
DOCKERFILE = """FROM debian:bookworm-slim AS build
WORKDIR /b
COPY packages.txt .
RUN cat packages.txt > installed; echo {name}
COPY tools tools
RUN cat tools/* > built
FROM debian:bookworm-slim
COPY --from=build /b/installed /b/built /
RUN sha256sum /installed
COPY *.py /app/
RUN ls /app > /listed
"""


@pytest.fixture
def app(tmp_path: Path, unique_name: str) -> App:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE.replace("{name}", unique_name), encoding="utf-8")
    (tmp_path / ".dockerignore").write_text("tools/notes.md\n", encoding="utf-8")
    (tmp_path / "tools").mkdir()
    for name in ("packages.txt", "app.py", "other.txt", "tools/a", "tools/notes.md"):
        (tmp_path / name).write_text(f"{name} {unique_name}\n", encoding="utf-8")
    return App("it", tmp_path, (Variant("one", "Dockerfile", f"{unique_name}:one"),))


def built(engine: Engine, app: App) -> set[str]:
    """Build, and tell which steps ran."""
    events: list[Progress] = []
    builder = VariantBuilder(engine, app)
    builder.build(["one"], report=lambda _, event: events.append(event), cancel=Cancellation())
    titles = {each.key: each.title for each in events if isinstance(each, StepStarted)}
    cached = {each.key for each in events if isinstance(each, StepCached)}
    done = {each.key for each in events if isinstance(each, StepDone)}
    ran = {step_key(titles[key]) for key in done - cached}
    return {key for key in ran if key.startswith(("RUN", "COPY"))}


def check(engine: Engine, app: App) -> None:
    assert len(built(engine, app)) == 8
    assert built(engine, app) == set()
    for name in ("app.py", "tools/a", "packages.txt", "other.txt", "tools/notes.md"):
        (foreseen,) = foresee(app).changed(name)
        assert foreseen.unknown_count == 0
        (app.folder / name).write_text(f"changed {name} {app.folder}\n", encoding="utf-8")
        assert built(engine, app) == {step_key(step.text) for step in foreseen.steps}, name


def test_what_is_foreseen_is_what_buildkit_runs(engine: Engine, buildx: DockerCli, app: App) -> None:
    check(engine, app)


def test_what_is_foreseen_is_what_the_classic_builder_runs(
    engine: Engine,
    docker: DockerCli,
    app: App,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands = tmp_path_factory.mktemp("commands")
    (commands / "docker").write_text(WITHOUT_PLUGIN.format(shutil.which("docker")), encoding="utf-8")
    (commands / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{commands}{os.pathsep}{os.environ['PATH']}")
    check(engine, app)
