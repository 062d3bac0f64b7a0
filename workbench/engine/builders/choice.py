"""Chooses the builder: docker buildx where it and the engine allow it, else the classic one."""

import functools
import os
import re
import shutil
import subprocess
from dataclasses import dataclass

from workbench.domain.engines import BuilderChoice, BuilderKind, Candidate, CandidateSource
from workbench.domain.raw import raw_object
from workbench.engine.calls import get
from workbench.engine.failures import translated
from workbench.engine.raw_socket import MakeClient
from workbench.engine.translate_engine import is_embedded, is_podman

_PROBE_SECONDS = 20
_VERSION = re.compile(r"github\.com/docker/buildx v?(?P<version>(?P<major>\d+)\.(?P<minor>\d+)\S*)")
# The first version that writes its progress as raw JSON.
_OLDEST = (0, 13)


@dataclass(frozen=True, slots=True)
class Buildx:
    """Docker's build plugin on this machine; where it cannot be used, `missing` says why."""

    docker: str = ""
    version: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The builder for an engine: how to call it, and whether it reads what only BuildKit knows."""

    choice: BuilderChoice
    reads_buildkit_syntax: bool = False
    docker: str = ""


def choose_builder(make_client: MakeClient, candidate: Candidate) -> BuilderChoice:
    """The builder for this engine, and why that one."""
    return decide(make_client, candidate).choice


def decide(make_client: MakeClient, candidate: Candidate) -> Decision:
    """Choose the builder by what the engine is and what is installed beside the workbench."""
    with translated("tell its version"):
        client = make_client()
        try:
            facts = raw_object(get(client, "/version"))
        finally:
            client.close()
    version = facts.text("Version")
    if candidate.source is CandidateSource.EMBEDDED or is_embedded(facts):
        return _classic("the embedded engine has its own builder", version)
    if is_podman(facts):
        return _classic("Podman builds with its own builder", version, reads_buildkit_syntax=True)
    if facts.text("Os") == "windows":
        return _classic("the engine runs on Windows, without BuildKit", version)
    buildx = find_buildx()
    if buildx.missing:
        return _classic(buildx.missing, version)
    reason = "docker's buildx plugin is installed"
    return Decision(BuilderChoice(BuilderKind.BUILDX, reason, buildx.version), True, buildx.docker)


def _classic(reason: str, version: str = "", *, reads_buildkit_syntax: bool = False) -> Decision:
    return Decision(BuilderChoice(BuilderKind.CLASSIC, reason, version), reads_buildkit_syntax)


def find_buildx() -> Buildx:
    """The docker command line with its build plugin; looked for once for each environment."""
    return _probe(os.environ.get("PATH", ""), os.environ.get("DOCKER_CONFIG", ""), os.environ.get("HOME", ""))


@functools.cache
def _probe(path: str, _docker_config: str, _home: str) -> Buildx:
    docker = shutil.which("docker", path=path)
    if docker is None:
        return Buildx(missing="the docker command is not installed")
    try:
        said = subprocess.run(
            [docker, "buildx", "version"],
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_PROBE_SECONDS,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return Buildx(missing="the docker command does not work")
    found = _VERSION.search(said)
    if found is None:
        return Buildx(missing="docker's buildx plugin is not installed")
    if (int(found["major"]), int(found["minor"])) < _OLDEST:
        return Buildx(missing=f"docker's buildx plugin is older than 0.13: {found['version']}")
    return Buildx(docker, found["version"])
