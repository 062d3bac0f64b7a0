"""Which places are tried for an engine, and in which order."""

import hashlib
import json
from pathlib import Path

import pytest

from workbench.domain.engines import Candidate, CandidateSource
from workbench.domain.errors import InvalidInput
from workbench.engine.connect import candidates


def found(
    home: Path, host: str | None = None, context: str | None = None, **environment: str
) -> list[Candidate]:
    return list(candidates(host=host, context=context, environment=environment, home=home))


def first(home: Path, host: str | None = None, context: str | None = None, **environment: str) -> Candidate:
    return found(home, host, context, **environment)[0]


def write_context(home: Path, name: str, host: str) -> str:
    """Write a context as `docker context create` does; returns the digest that names its folders."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    folder = home / ".docker" / "contexts" / "meta" / digest
    folder.mkdir(parents=True)
    endpoint = {"Host": host, "SkipTLSVerify": False}
    meta = {"Name": name, "Metadata": {}, "Endpoints": {"docker": endpoint}}
    (folder / "meta.json").write_text(json.dumps(meta), "utf-8")
    return digest


@pytest.fixture
def context_home(tmp_path: Path) -> Path:
    """A home folder with two contexts."""
    write_context(tmp_path, "lab", "unix:///run/lab.sock")
    write_context(tmp_path, "far", "tcp://far.example:2375")
    return tmp_path


def use_context(home: Path, name: str) -> None:
    (home / ".docker" / "config.json").write_text(json.dumps({"currentContext": name}), "utf-8")


def test_host_option_comes_first(context_home: Path) -> None:
    candidate = first(context_home, host="unix:///a.sock", DOCKER_HOST="unix:///b.sock", DOCKER_CONTEXT="lab")
    assert (candidate.url, candidate.source) == ("unix:///a.sock", CandidateSource.OPTION_HOST)


def test_context_option_comes_before_the_environment(context_home: Path) -> None:
    candidate = first(context_home, context="lab", DOCKER_HOST="unix:///b.sock")
    assert candidate == Candidate("unix:///run/lab.sock", CandidateSource.OPTION_CONTEXT, "lab")


def test_environment_host_comes_before_environment_context(context_home: Path) -> None:
    sources = [
        each.source for each in found(context_home, DOCKER_HOST="unix:///b.sock", DOCKER_CONTEXT="far")
    ]
    assert sources[:2] == [CandidateSource.ENVIRONMENT_HOST, CandidateSource.ENVIRONMENT_CONTEXT]


def test_current_context_comes_before_the_known_sockets(context_home: Path) -> None:
    use_context(context_home, "lab")
    sources = [each.source for each in found(context_home)]
    assert sources[:2] == [CandidateSource.CURRENT_CONTEXT, CandidateSource.KNOWN_SOCKET]


def test_environment_context_replaces_the_current_one(context_home: Path) -> None:
    use_context(context_home, "lab")
    urls = [each.url for each in found(context_home, DOCKER_CONTEXT="far")]
    assert urls[0] == "tcp://far.example:2375"
    assert "unix:///run/lab.sock" not in urls


@pytest.mark.parametrize("environment", [{}, {"DOCKER_CONTEXT": "default"}])
def test_default_context_means_the_known_sockets(context_home: Path, environment: dict[str, str]) -> None:
    use_context(context_home, "default")
    assert first(context_home, **environment).url == "unix:///var/run/docker.sock"


def test_settings_folder_can_stand_elsewhere(context_home: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "other home"
    candidate = first(elsewhere, context="lab", DOCKER_CONFIG=str(context_home / ".docker"))
    assert candidate.url == "unix:///run/lab.sock"


def test_unknown_context_is_kept_to_be_told_of(tmp_path: Path) -> None:
    assert first(tmp_path, context="nowhere") == Candidate("", CandidateSource.OPTION_CONTEXT, "nowhere")


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"Endpoints": []}', '{"Endpoints": {"docker": {"Host": 3}}}']
)
def test_damaged_context_is_kept_to_be_told_of(context_home: Path, content: str) -> None:
    for meta in (context_home / ".docker" / "contexts" / "meta").glob("*/meta.json"):
        meta.write_text(content, "utf-8")
    assert first(context_home, context="lab").url == ""


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe", b'{"currentContext": 1}'])
def test_damaged_settings_count_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker" / "config.json").write_bytes(content)
    assert first(tmp_path).source is CandidateSource.KNOWN_SOCKET


def test_known_sockets_of_every_engine_are_tried(tmp_path: Path) -> None:
    urls = [each.url for each in found(tmp_path, XDG_RUNTIME_DIR="/run/user/7")]
    home = f"unix://{tmp_path}"
    for url in (
        "unix:///var/run/docker.sock",
        "unix:///run/user/7/docker.sock",
        "unix:///run/user/7/podman/podman.sock",
        "unix:///run/podman/podman.sock",
        f"{home}/.colima/default/docker.sock",
        f"{home}/.orbstack/run/docker.sock",
        f"{home}/.rd/docker.sock",
        f"{home}/.docker/run/docker.sock",
    ):
        assert url in urls


def test_each_address_is_tried_once(tmp_path: Path) -> None:
    urls = [each.url for each in found(tmp_path, DOCKER_HOST="unix:///var/run/docker.sock")]
    assert len(urls) == len(set(urls))


def test_host_and_context_together_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        found(tmp_path, host="unix:///a.sock", context="lab")


def test_tls_is_used_when_the_environment_asks_for_it(tmp_path: Path) -> None:
    candidate = first(tmp_path, DOCKER_HOST="tcp://h:2376", DOCKER_TLS_VERIFY="1", DOCKER_CERT_PATH="/certs")
    assert (candidate.tls_folder, candidate.tls_verify) == ("/certs", True)


def test_tls_identity_stands_in_the_settings_folder_by_default(tmp_path: Path) -> None:
    assert first(tmp_path, host="tcp://h:2376", DOCKER_TLS_VERIFY="1").tls_folder == str(tmp_path / ".docker")


def test_tls_without_verification(tmp_path: Path) -> None:
    candidate = first(tmp_path, host="tcp://h:2376", DOCKER_TLS="1", DOCKER_CERT_PATH="/certs")
    assert (candidate.tls_folder, candidate.tls_verify) == ("/certs", False)


def test_tls_does_not_concern_sockets(tmp_path: Path) -> None:
    assert first(tmp_path, host="unix:///a.sock", DOCKER_TLS_VERIFY="1").tls_folder == ""


def test_tls_identity_of_a_context_is_found(tmp_path: Path) -> None:
    digest = write_context(tmp_path, "tls", "tcp://h:2376")
    identity = tmp_path / ".docker" / "contexts" / "tls" / digest / "docker"
    identity.mkdir(parents=True)
    candidate = first(tmp_path, context="tls")
    assert (candidate.tls_folder, candidate.tls_verify) == (str(identity), True)
