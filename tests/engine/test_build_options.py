"""Every build option does on a real engine what its docker line does, by each builder."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from workbench.domain.build_options import BuildOptions
from workbench.domain.commands import BuildImage
from workbench.domain.engines import BuilderKind
from workbench.engine.engine import Engine

# Nothing is copied: for another platform the classic builder can do that only where it finds the step cached.
DOCKERFILE = "FROM scratch AS one\nARG A\nARG B\nENV SAID=$A-$B\nFROM scratch AS two\nENV SAID=no\n"
WITHOUT_PLUGIN = '#!/bin/sh\n[ "$1" = buildx ] && exit 1\nexec {} "$@"\n'
OPTIONS = {
    "none": BuildOptions(),
    "arguments": BuildOptions(build_arguments=(("A", "1 2"), ("B", "x=y"))),
    "target": BuildOptions(target="one"),
    "no cache": BuildOptions(no_cache=True),
    "pull": BuildOptions(pull=True),
    "platform": BuildOptions(platform="linux/arm64"),
    "network": BuildOptions(network="none"),
    "labels": BuildOptions(labels=(("a", "b c"), ("d", "e=f"))),
    "all": BuildOptions((("A", "1"),), "one", True, True, "linux/amd64", "none", (("a", "b"),)),
}


def made(docker: DockerCli, tag: str) -> dict[str, object]:
    (image,) = json.loads(docker("image", "inspect", tag, check=True).stdout)
    config = {name: image["Config"][name] for name in ("Env", "Labels", "Cmd", "WorkingDir")}
    return {**config, "layers": len(image["RootFS"].get("Layers") or []), "for": image["Architecture"]}


class SameAsDocker:
    """What holds for each builder."""

    kind: BuilderKind

    @pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS.keys())
    def test_does_what_its_docker_line_does(
        self, options: BuildOptions, engine: Engine, docker: DockerCli, unique_name: str, tmp_path: Path
    ) -> None:
        assert engine.builder().kind is self.kind
        (tmp_path / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
        ours, theirs = (
            options.applied_to(BuildImage(str(tmp_path), "Dockerfile", f"{unique_name}:{name}"))
            for name in ("ours", "theirs")
        )
        engine.execute(ours)
        docker(*theirs.argv[1:], check=True)
        assert made(docker, ours.tag) == made(docker, theirs.tag)
        assert engine.ledger.entries[-1].command == ours


class TestBuildx(SameAsDocker):
    kind = BuilderKind.BUILDX

    @pytest.fixture(autouse=True)
    def with_plugin(self, buildx: object) -> None:
        """These need the plugin."""


class TestClassic(SameAsDocker):
    kind = BuilderKind.CLASSIC

    @pytest.fixture(autouse=True)
    def without_plugin(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        commands = tmp_path / "commands"
        commands.mkdir()
        (commands / "docker").write_text(WITHOUT_PLUGIN.format(shutil.which("docker")), encoding="utf-8")
        (commands / "docker").chmod(0o755)
        monkeypatch.setenv("PATH", f"{commands}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setenv("DOCKER_BUILDKIT", "0")
