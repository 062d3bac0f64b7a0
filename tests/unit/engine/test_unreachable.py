"""What is told where no engine answers, with sockets on which something else, or nothing, listens."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from workbench.domain.engines import Candidate, CandidateSource
from workbench.domain.errors import ApiTooOld, EngineUnavailable
from workbench.engine.connect import connect, open_engine, survey

Answering = Callable[[bytes], AbstractContextManager[str]]


@pytest.fixture
def answering(tmp_path: Path) -> Answering:
    """A socket on which every question gets the same bytes for an answer."""

    @contextmanager
    def listen(answer: bytes) -> Generator[str]:
        path = tmp_path / "s"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen()

            def serve() -> None:
                while True:
                    try:
                        connection, _ = listener.accept()
                    except OSError:
                        return
                    with connection:
                        connection.recv(4096)
                        connection.sendall(answer)

            server = threading.Thread(target=serve)
            server.start()
            yield f"unix://{path}"
            listener.shutdown(socket.SHUT_RDWR)
            server.join()

    return listen


def http(body: str, status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Connection: close\r\n\r\n{body}".encode()


def refused(url: str) -> EngineUnavailable:
    with pytest.raises(EngineUnavailable) as caught:
        open_engine(Candidate(url, CandidateSource.OPTION_HOST, url))
    return caught.value


def test_no_socket(tmp_path: Path) -> None:
    error = refused(f"unix://{tmp_path}/none.sock")
    assert error.message == f"Nothing is there: {tmp_path}/none.sock does not exist."
    assert "systemctl start docker" in error.hint


def test_socket_without_a_listener(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(f"{tmp_path}/s")
    assert refused(f"unix://{tmp_path}/s").message == f"No engine listens at {tmp_path}/s."


def test_a_file_that_is_no_socket(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("", "utf-8")
    assert refused(f"unix://{tmp_path}/s").message == f"No engine listens at {tmp_path}/s."


def test_no_listener_at_a_port() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        assert refused(url).message == f"No engine listens at {url}."


def test_unknown_host_name() -> None:
    assert "No host of that name" in refused("tcp://no-such-host.invalid:2375").message


@pytest.mark.parametrize(
    "url", ["ftp://h", "unix//x", "tcp://", "nonsense", "tcp://h:port", "npipe:////./pipe/x"]
)
def test_addresses_that_are_none(url: str) -> None:
    assert "is not the address of an engine" in refused(url).message


@pytest.mark.parametrize("content", ["[]", '{"proxies": 3}', '{"auths": {"a": 3}}'])
def test_settings_that_docker_did_not_write(answering: Answering, own_home: Path, content: str) -> None:
    (own_home / ".docker" / "config.json").write_text(content, "utf-8")
    with answering(http("{}")) as url:
        assert "settings cannot be read" in refused(url).message


def test_ssh_is_answered_with_the_way_round() -> None:
    error = refused("ssh://me@far:22")
    assert "ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock me@far:22" in error.hint


@pytest.mark.parametrize(
    "answer",
    [
        b"-ERR unknown command\r\n",
        b"",
        b"\x15\x03\x01\x00\x02",
        http("<html>"),
        http("{"),
        http("[]"),
        http("{}"),
        http('{"ApiVersion": 3}'),
        http('{"ApiVersion": "one"}'),
        http("not here", "404 Not Found"),
    ],
)
def test_what_is_no_engine(answering: Answering, answer: bytes) -> None:
    with answering(answer) as url:
        error = refused(url)
    assert "is not a Docker engine" in error.message or "broke the connection off" in error.message
    assert error.hint


def test_an_engine_that_wants_tls(answering: Answering) -> None:
    with answering(http("Client sent an HTTP request to an HTTPS server.\n", "400 Bad Request")) as url:
        assert "DOCKER_TLS_VERIFY" in refused(url).hint


@pytest.mark.parametrize(
    ("newest", "oldest", "told"),
    [("1.24", "1.12", "Update the engine"), ("1.99", "1.90", "Update the workbench")],
)
def test_no_api_version_in_common(answering: Answering, newest: str, oldest: str, told: str) -> None:
    with answering(http(json.dumps({"ApiVersion": newest, "MinAPIVersion": oldest}))) as url:
        error = refused(url)
    assert type(error) is ApiTooOld
    assert told in error.hint


def test_incomplete_tls_identity(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("", "utf-8")
    candidate = Candidate("tcp://127.0.0.1:1", CandidateSource.OPTION_HOST, "", str(tmp_path))
    with pytest.raises(EngineUnavailable) as caught:
        open_engine(candidate)
    assert "TLS identity" in caught.value.message


def test_unknown_context_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable) as caught:
        connect(context="nowhere", environment={}, home=tmp_path)
    assert "'nowhere'" in caught.value.message
    assert "docker context ls" in caught.value.hint


def test_an_engine_that_was_asked_for_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable) as caught:
        connect(environment={"DOCKER_HOST": f"unix://{tmp_path}/none"}, home=tmp_path)
    assert [each.candidate.source for each in caught.value.attempts] == [CandidateSource.ENVIRONMENT_HOST]


def test_a_survey_tells_of_every_place(tmp_path: Path) -> None:
    attempts = survey(host=f"unix://{tmp_path}/none", environment={}, home=tmp_path)
    assert attempts[0].candidate.source is CandidateSource.OPTION_HOST
    assert len(attempts) > 5
    assert all(each.answered or (each.failure and each.hint) for each in attempts)


_AS_SOMEBODY_ELSE = """
import os, sys
from workbench.domain.engines import Candidate, CandidateSource
from workbench.domain.errors import PermissionRefused
from workbench.engine.connect import open_engine
import encodings.idna
# Only now: the sources may lie where nobody else can read.
os.setgid(65534)
os.setuid(65534)
try:
    open_engine(Candidate(sys.argv[1], CandidateSource.KNOWN_SOCKET, "Docker"))
except PermissionRefused as error:
    print(error.message, error.hint)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_socket_of_somebody_else(answering: Answering, tmp_path: Path) -> None:
    with answering(b"") as url:
        (tmp_path / "s").chmod(0o600)
        for folder in (tmp_path, *tmp_path.parents[:2]):
            folder.chmod(0o755)
        done = subprocess.run(
            [sys.executable, "-c", _AS_SOMEBODY_ELSE, url], capture_output=True, text=True, check=False
        )
    assert done.stdout.startswith(f"This user may not use {tmp_path}/s."), done.stderr
    assert "sudo usermod -aG docker $USER" in done.stdout
