"""Both builders build on a real engine, fail clearly, stop when asked to, and tell it all in one language."""

import os
import secrets
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, Unpack

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.processes import runs_here
from tests.tools.waiting import wait_until
from workbench.domain.builds import (
    ContextSent,
    ImageBuilt,
    Progress,
    StepCached,
    StepDone,
    StepFailed,
    StepOutput,
    StepSized,
    StepStarted,
)
from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import BuildImage
from workbench.domain.engines import BuilderKind
from workbench.domain.errors import BuildFailed, Cancelled, DockerfileError, ImageMissing
from workbench.engine.engine import Engine

BASE = "debian:bookworm-slim"
DEADLINE_SECONDS = 60.0
WITHOUT_PLUGIN = '#!/bin/sh\n[ "$1" = buildx ] && exit 1\nexec {} "$@"\n'


class Options(TypedDict, total=False):
    build_arguments: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]
    network: str
    target: str
    no_cache: bool


@dataclass
class Bench:
    """An app's folder, a builder, and what it told."""

    engine: Engine
    folder: Path
    tag: str
    events: list[Progress] = field(default_factory=list[Progress])

    def build(
        self, dockerfile: str, *, cancel: Cancellation | None = None, **options: Unpack[Options]
    ) -> str:
        """Build and return the image's id."""
        (self.folder / "Dockerfile").write_text(dockerfile, encoding="utf-8")
        command = BuildImage(str(self.folder), "Dockerfile", self.tag, **options)
        return self.engine.execute(command, report=self.events.append, cancel=cancel).id

    def of(self, *kinds: type[Progress]) -> list[Progress]:
        return [event for event in self.events if isinstance(event, kinds)]

    def step(self, words: str) -> StepStarted | None:
        started = (event for event in self.events if isinstance(event, StepStarted))
        return next((event for event in started if words in event.title), None)

    def ends(self, words: str) -> list[type[Progress]]:
        """How the step with these words in its title ended."""
        step = self.step(words)
        assert step is not None, f"no step {words!r} in {self.events}"
        ends = self.of(StepDone, StepCached, StepFailed)
        return [type(event) for event in ends if getattr(event, "key", "") == step.key]

    def added(self, words: str) -> list[int]:
        """What the step with these words in its title told that it added, once or not at all."""
        step = self.step(words)
        assert step is not None, f"no step {words!r} in {self.events}"
        return [e.size_bytes for e in self.events if isinstance(e, StepSized) and e.key == step.key]


class BothBuilders:
    """What holds for each builder."""

    kind: BuilderKind

    def test_it_is_the_one_that_the_engine_chooses(self, bench: Bench) -> None:
        assert bench.engine.builder().kind is self.kind

    def test_a_build_tells_its_steps_and_makes_the_image(self, bench: Bench, docker: DockerCli) -> None:
        (bench.folder / "file").write_text("hello", encoding="utf-8")
        image_id = bench.build(
            f"FROM {BASE} AS base\nARG WORD\nCOPY file /file\n"
            f"RUN echo out-$WORD; echo err-$WORD >&2 # {bench.tag}\n",
            build_arguments=(("WORD", "sesame"),),
            labels=(("made-by", "test"),),
            network="none",
        )
        assert docker.lines(
            "image", "inspect", "-f", '{{.Id}} {{index .Config.Labels "made-by"}}', bench.tag
        ) == [f"{image_id} test"]
        assert docker.lines("run", "--rm", "--name", f"{bench.tag}-cat", bench.tag, "cat", "/file") == [
            "hello"
        ]
        run = bench.step("RUN echo")
        assert run is not None
        assert 1 < run.index <= run.total
        printed = {
            (e.line, e.is_error) for e in bench.events if isinstance(e, StepOutput) and e.key == run.key
        }
        assert {("out-sesame", False), ("err-sesame", True)} <= printed
        assert bench.ends("RUN echo") == [StepDone]
        assert bench.of(ContextSent)
        built = bench.events[-1]
        assert isinstance(built, ImageBuilt)
        assert built.image_id == image_id

    def test_a_second_build_takes_its_steps_from_the_cache(self, bench: Bench) -> None:
        dockerfile = f"FROM {BASE}\nRUN echo {bench.tag}\n"
        first = bench.build(dockerfile)
        bench.events.clear()
        assert bench.build(dockerfile) == first
        assert bench.ends("RUN echo") == [StepCached]
        bench.events.clear()
        bench.build(dockerfile, no_cache=True)
        assert bench.ends("RUN echo") == [StepDone]

    def test_a_step_tells_what_it_added_to_the_image(self, bench: Bench) -> None:
        (bench.folder / "file").write_text("hello", encoding="utf-8")
        bench.build(
            f"ARG BASE={BASE}\nFROM $BASE AS lower\nENV WORD={bench.tag} BYTES=3000\n"
            "RUN head -c $BYTES /dev/zero > /$WORD\n"
            f"FROM {BASE} AS aside\nRUN echo {bench.tag} > /aside\n"
            'FROM lower\nCOPY file /file\nCOPY --from=aside /aside /aside\nCMD ["true"]\n'
        )
        assert bench.added("RUN head") == [3000]
        assert bench.added("COPY file") == [5]
        assert bench.added("COPY --from") == [len(bench.tag) + 1]
        assert isinstance(bench.events[-1], ImageBuilt)

    def test_a_step_of_another_stage_tells_its_size_only_where_an_image_of_it_is_kept(
        self, bench: Bench
    ) -> None:
        bench.build(
            f"FROM {BASE} AS aside\nWORKDIR /{bench.tag}\nRUN head -c 777 /dev/zero > aside\n"
            f"FROM {BASE}\nWORKDIR /{bench.tag}\nRUN head -c 55 /dev/zero > kept\n"
            f"COPY --from=aside /{bench.tag}/aside /\n"
        )
        assert bench.added("777") == ([777] if self.kind is BuilderKind.CLASSIC else [])
        assert bench.added("55") == [55]

    def test_a_build_that_fails_tells_what_its_steps_added_where_images_are_kept(self, bench: Bench) -> None:
        head = "RUN head -c {} /dev/zero > /" + bench.tag
        with pytest.raises(BuildFailed):
            bench.build(f"FROM {BASE} AS a\n{head.format(777)}\nFROM a\n{head.format(55)}\nRUN exit 3\n")
        is_kept = self.kind is BuilderKind.CLASSIC
        assert (bench.added("777"), bench.added("55")) == (([777], [55]) if is_kept else ([], []))

    def test_a_target_ends_the_build_at_its_stage(self, bench: Bench, docker: DockerCli) -> None:
        dockerfile = f"FROM {BASE} AS one\nENV STAGE=one\nFROM {BASE} AS two\nENV STAGE=two\n"
        bench.build(dockerfile, target="one")
        assert "STAGE=one" in docker.lines("image", "inspect", "-f", "{{json .Config.Env}}", bench.tag)[0]

    def test_what_dockerignore_names_is_not_sent(self, bench: Bench, docker: DockerCli) -> None:
        for name in ("kept", "secret"):
            (bench.folder / name).write_text(name, encoding="utf-8")
        (bench.folder / ".dockerignore").write_text("secret\nDockerfile\n", encoding="utf-8")
        bench.build(f"FROM {BASE}\nCOPY . /app/\n")
        listed = docker.lines("run", "--rm", "--name", f"{bench.tag}-ls", bench.tag, "ls", "-A", "/app")
        assert "kept" in listed
        assert "secret" not in listed

    def test_a_failing_step_is_named_with_its_last_lines(self, bench: Bench) -> None:
        with pytest.raises(BuildFailed, match=r"RUN echo before; ls /nope; exit 3 failed with exit code 3"):
            bench.build(f"FROM {BASE}\nRUN echo before; ls /nope; exit 3\n", no_cache=True)
        assert bench.ends("RUN echo before") == [StepFailed]
        (failed,) = bench.of(StepFailed)
        assert isinstance(failed, StepFailed)
        # The engine reads the two streams apart: which line comes first is nobody's promise.
        assert "before" in failed.last_lines
        assert any("/nope" in line for line in failed.last_lines)

    def test_a_missing_file_points_at_the_context(self, bench: Bench) -> None:
        with pytest.raises(BuildFailed, match=r"COPY nope\.txt") as caught:
            bench.build(f"FROM {BASE}\nCOPY nope.txt /\n")
        assert ".dockerignore" in caught.value.hint

    def test_a_missing_base_image_is_named(self, bench: Bench) -> None:
        with pytest.raises(ImageMissing, match="localhost:1/nope:1") as caught:
            bench.build("FROM localhost:1/nope:1\nRUN true\n")
        assert caught.value.hint
        assert bench.of(StepFailed)

    def test_a_syntax_error_names_its_line(self, bench: Bench) -> None:
        with pytest.raises(DockerfileError, match="Dockerfile, line 3: unknown instruction: RUNN"):
            bench.build(f"FROM {BASE}\n\nRUNN true\n")

    def test_a_dockerfile_that_is_not_there_is_named(self, bench: Bench) -> None:
        with pytest.raises(DockerfileError, match=r"Dockerfile\.nope"):
            bench.engine.execute(BuildImage(str(bench.folder), "Dockerfile.nope", bench.tag))

    def test_cancelling_ends_the_build_on_the_engine_and_leaves_nothing(
        self, bench: Bench, docker: DockerCli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        temporary = bench.folder.parent / "temporary"
        temporary.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))
        duration = str(10_000 + secrets.randbelow(1_000_000))
        cancel = Cancellation()
        caught: list[Cancelled] = []

        def build() -> None:
            try:
                bench.build(f"FROM {BASE}\nRUN sleep {duration}\n", cancel=cancel)
            except Cancelled as error:
                caught.append(error)

        thread = threading.Thread(target=build, daemon=True)
        thread.start()
        wait_until(lambda: runs_here("sleep", duration), DEADLINE_SECONDS, "the step runs")
        cancel.cancel()
        thread.join(DEADLINE_SECONDS)
        assert not thread.is_alive()
        assert len(caught) == 1
        wait_until(lambda: not runs_here("sleep", duration), DEADLINE_SECONDS, "the step has ended")
        listed = ("ps", "--all", "--no-trunc", "--format", "{{.Command}}")
        wait_until(lambda: not any(duration in line for line in docker.lines(*listed)), DEADLINE_SECONDS)
        assert list(temporary.iterdir()) == []
        assert not bench.of(ImageBuilt)

    def test_a_build_cancelled_before_it_begins_does_nothing(self, bench: Bench) -> None:
        cancel = Cancellation()
        cancel.cancel()
        with pytest.raises(Cancelled):
            bench.build(f"FROM {BASE}\n", cancel=cancel)
        assert bench.events == []


class TestClassic(BothBuilders):
    kind = BuilderKind.CLASSIC

    @pytest.fixture
    def bench(
        self, engine: Engine, unique_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Bench:
        """Build where the docker command has no plugin, which leaves the engine's own builder."""
        commands = tmp_path / "commands"
        commands.mkdir()
        (commands / "docker").write_text(WITHOUT_PLUGIN.format(shutil.which("docker")), encoding="utf-8")
        (commands / "docker").chmod(0o755)
        monkeypatch.setenv("PATH", f"{commands}{os.pathsep}{os.environ['PATH']}")
        folder = tmp_path / "app"
        folder.mkdir()
        return Bench(engine, folder, unique_name)

    def test_what_only_buildkit_knows_says_how_to_get_it(self, bench: Bench) -> None:
        with pytest.raises(DockerfileError, match=r"RUN --mount, heredocs") as caught:
            bench.build(f"FROM {BASE}\nRUN --mount=type=cache,target=/c ls /c\nRUN <<EOF\necho hi\nEOF\n")
        assert "buildx" in caught.value.hint


class TestBuildx(BothBuilders):
    kind = BuilderKind.BUILDX

    @pytest.fixture
    def bench(self, buildx: DockerCli, engine: Engine, unique_name: str, tmp_path: Path) -> Bench:
        folder = tmp_path / "app"
        folder.mkdir()
        return Bench(engine, folder, unique_name)

    def test_a_cache_mount_is_understood(self, bench: Bench) -> None:
        bench.build(f"FROM {BASE}\nRUN --mount=type=cache,target=/c ls /c # {bench.tag}\n")
        assert bench.ends("RUN --mount") == [StepDone]

    def test_it_builds_on_the_engine_that_was_asked_for(
        self, bench: Bench, docker: DockerCli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere.sock")
        monkeypatch.setenv("DOCKER_CONTEXT", "elsewhere")
        monkeypatch.setenv("BUILDX_BUILDER", "another")
        image_id = bench.build(f"FROM {BASE}\nENV A={bench.tag}\n")
        monkeypatch.delenv("DOCKER_CONTEXT")
        assert docker.lines("image", "inspect", "-f", "{{.Id}}", bench.tag) == [image_id]
