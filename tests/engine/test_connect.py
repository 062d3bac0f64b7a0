"""Every way to a real engine."""

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from workbench.domain.commands import CreateVolume
from workbench.domain.engines import CandidateSource
from workbench.domain.errors import EngineUnavailable
from workbench.engine.connect import connect, survey
from workbench.engine.engine import Engine

Connect = Callable[..., Engine]


@pytest.fixture
def reach(tmp_path: Path) -> Iterator[Connect]:
    """Connect with nothing but what is given, from an empty home folder."""
    engines: list[Engine] = []

    def connect_from(host: str | None = None, context: str | None = None, **environment: str) -> Engine:
        engine = connect(host=host, context=context, environment=environment, home=tmp_path)
        engines.append(engine)
        return engine

    yield connect_from
    for engine in engines:
        engine.close()


@pytest.fixture
def socket_path(engine_url: str) -> Path:
    if not engine_url.startswith("unix://"):
        pytest.skip("the engine has no socket on this machine")
    return Path(engine_url.removeprefix("unix://"))


def docker_context(docker: DockerCli, home: Path, *words: str) -> None:
    docker("--config", str(home / ".docker"), "context", *words, check=True)


def test_by_host(reach: Connect, engine_url: str) -> None:
    engine = reach(host=engine_url)
    assert engine.candidate.source is CandidateSource.OPTION_HOST
    assert engine.facts().version


def test_by_environment(reach: Connect, engine_url: str) -> None:
    assert reach(DOCKER_HOST=engine_url).candidate.source is CandidateSource.ENVIRONMENT_HOST


def test_by_contexts_that_docker_made(
    reach: Connect, docker: DockerCli, engine_url: str, tmp_path: Path
) -> None:
    docker_context(docker, tmp_path, "create", "lab", "--docker", f"host={engine_url}")
    assert reach(context="lab").candidate.name == "lab"
    assert reach(DOCKER_CONTEXT="lab").candidate.source is CandidateSource.ENVIRONMENT_CONTEXT
    (tmp_path / ".docker" / "config.json").write_text(json.dumps({"currentContext": "lab"}), "utf-8")
    assert reach().candidate.source is CandidateSource.CURRENT_CONTEXT


def test_by_a_known_socket(reach: Connect, socket_path: Path, tmp_path: Path) -> None:
    (tmp_path / "docker.sock").symlink_to(socket_path)
    engine = reach(XDG_RUNTIME_DIR=str(tmp_path))
    assert engine.candidate.source is CandidateSource.KNOWN_SOCKET


def test_a_current_context_that_fails_is_passed_over(
    reach: Connect, docker: DockerCli, socket_path: Path, tmp_path: Path
) -> None:
    docker_context(docker, tmp_path, "create", "gone", "--docker", f"host=unix://{tmp_path}/gone.sock")
    (tmp_path / ".docker" / "config.json").write_text(json.dumps({"currentContext": "gone"}), "utf-8")
    (tmp_path / "docker.sock").symlink_to(socket_path)
    assert reach(XDG_RUNTIME_DIR=str(tmp_path)).candidate.source is CandidateSource.KNOWN_SOCKET


def test_what_was_asked_for_and_fails_is_final(
    reach: Connect, docker: DockerCli, socket_path: Path, tmp_path: Path
) -> None:
    (tmp_path / "docker.sock").symlink_to(socket_path)
    with pytest.raises(EngineUnavailable) as caught:
        reach(host=f"unix://{tmp_path}/gone.sock", XDG_RUNTIME_DIR=str(tmp_path))
    assert len(caught.value.attempts) == 1
    assert caught.value.exit_code == 3


def test_a_survey_tells_which_answered(engine_url: str, tmp_path: Path) -> None:
    attempts = survey(host=engine_url, environment={}, home=tmp_path)
    assert attempts[0].answered
    assert attempts[0].api_version
    assert any(each.failure for each in attempts)


def test_the_version_spoken_is_one_that_the_engine_knows(reach: Connect, engine_url: str) -> None:
    facts = reach(host=engine_url).facts()
    spoken = survey(host=engine_url, environment={}, home=Path("/nowhere"))[0].api_version

    def numbers(version: str) -> list[int]:
        return [int(part) for part in version.split(".")]

    assert numbers(facts.minimum_api_version) <= numbers(spoken) <= numbers(facts.api_version)


def test_an_engine_serves_many_threads_at_once(
    reach: Connect, docker: DockerCli, engine_url: str, unique_name: str
) -> None:
    engine = reach(host=engine_url)

    def work(number: int) -> None:
        engine.containers()
        engine.execute(CreateVolume(f"{unique_name}-{number}"))
        engine.images()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, range(12)))
    assert len(docker.lines("volume", "ls", "--quiet", "--filter", f"name={unique_name}")) == 12
    assert [entry.number for entry in engine.ledger.entries] == list(range(1, 13))


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    """A folder with an authority, and a certificate for this machine that it signed."""
    folder = tmp_path / "certs"
    folder.mkdir()

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    key = ("-newkey", "rsa:2048", "-nodes", "-days", "2")
    usage = ("-addext", "keyUsage=critical,keyCertSign")
    openssl(
        "req", "-x509", *key, "-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", "/CN=test authority", *usage
    )
    openssl("req", *key[:3], "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=localhost")
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n", "utf-8")
    openssl(
        *("x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial"),
        *("-days", "2", "-extfile", "names", "-out", "cert.pem"),
    )
    return folder


@pytest.fixture
def tls_port(identity: Path, socket_path: Path) -> Iterator[int]:
    """A port at which the real engine answers over TLS, and only to who shows a certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(identity / "ca.pem"))
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(identity / "cert.pem", identity / "key.pem")
    listener = socket.create_server(("127.0.0.1", 0))

    def carry(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while block := source.recv(65536):
                target.sendall(block)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def serve(raw: socket.socket) -> None:
        with (
            raw,
            suppress(OSError),
            context.wrap_socket(raw, server_side=True) as near,
            socket.socket(socket.AF_UNIX) as far,
        ):
            far.connect(str(socket_path))
            back = threading.Thread(target=carry, args=(far, near))
            back.start()
            carry(near, far)
            back.join()

    def accept() -> None:
        with suppress(OSError):
            while True:
                raw, _ = listener.accept()
                threading.Thread(target=serve, args=(raw,), daemon=True).start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    accepting.join()
    listener.close()


def test_over_tls(reach: Connect, tls_port: int, identity: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The web's certificates, which a company's machine often names, must not replace the engine's own."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/ssl/certs/ca-certificates.crt")
    environment = {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(identity)}
    engine = reach(DOCKER_HOST=f"tcp://127.0.0.1:{tls_port}", **environment)
    assert engine.facts().version


def test_over_tls_by_a_context_that_docker_made(
    reach: Connect, docker: DockerCli, tls_port: int, identity: Path, tmp_path: Path
) -> None:
    material = ",".join(f"{key}={identity}/{key}.pem" for key in ("ca", "cert", "key"))
    host = f"host=tcp://127.0.0.1:{tls_port},{material}"
    docker_context(docker, tmp_path, "create", "tls", "--docker", host)
    assert reach(context="tls").facts().version


def test_over_tls_with_an_authority_that_is_not_known(reach: Connect, tls_port: int, identity: Path) -> None:
    (identity / "ca.pem").write_bytes(Path("/etc/ssl/certs/ca-certificates.crt").read_bytes())
    with pytest.raises(EngineUnavailable) as caught:
        reach(
            DOCKER_HOST=f"tcp://127.0.0.1:{tls_port}", DOCKER_TLS_VERIFY="1", DOCKER_CERT_PATH=str(identity)
        )
    assert "could not be trusted" in caught.value.message


def test_over_tls_without_an_identity(reach: Connect, tls_port: int, tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable) as caught:
        reach(host=f"tcp://127.0.0.1:{tls_port}")
    assert "DOCKER_TLS_VERIFY" in caught.value.hint
