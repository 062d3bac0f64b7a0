"""Starting, stopping, time, and troubles."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import docker
import pytest
import requests
from docker.errors import APIError

from tests.tools.waiting import wait_until
from workbench.embedded import EmbeddedEngine


def test_it_says_that_it_is_simulated(client: docker.DockerClient) -> None:
    info, version = client.info(), client.version()
    assert info["Name"] == "embedded"
    assert "simulated" in info["OperatingSystem"]
    assert version["Version"].endswith("-embedded")


def test_its_socket_is_private_and_it_leaves_no_file_behind() -> None:
    engine = EmbeddedEngine(speed=0).start()
    path = Path(engine.url.removeprefix("unix://"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    engine.stop()
    assert not path.exists()
    assert not path.parent.exists()


def test_it_leaves_no_file_behind_when_its_program_just_ends() -> None:
    script = "from workbench.embedded import EmbeddedEngine; print(EmbeddedEngine().start().url)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not Path(done.stdout.strip().removeprefix("unix://")).parent.exists()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_alone_it_leaves_no_file_behind_however_it_is_ended(ending: signal.Signals) -> None:
    # Whoever started the tests may ignore signals, as nohup does, and what they start would too.
    heeding = ["env", "--default-signal=INT,HUP,TERM"]
    command = [*heeding, sys.executable, "-m", "workbench", "engine"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program:
        assert program.stdout is not None
        socket_path = Path(program.stdout.readline().strip().partition("unix://")[2])
        assert socket_path.is_socket()
        program.send_signal(ending)
        try:
            program.wait(timeout=60)
        finally:
            program.kill()
    assert not socket_path.parent.exists()


def test_a_socket_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        EmbeddedEngine(socket_path=tmp_path / "missing" / "docker.sock").start()


def test_a_long_path_for_temporary_files_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path of a socket has a hundred bytes; the engine could not listen, and the program hung."""
    deep = tmp_path / ("long" * 25)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with EmbeddedEngine(speed=0) as engine:
        path = Path(engine.url.removeprefix("unix://"))
        assert path.is_socket()
    assert not path.parent.exists()


def test_the_socket_of_another_engine_is_not_taken(embedded: EmbeddedEngine) -> None:
    path = Path(embedded.url.removeprefix("unix://"))
    with pytest.raises(OSError, match="something else listens there"):
        EmbeddedEngine(socket_path=path).start()
    assert _status(embedded, "/_ping") == 200


def test_two_run_side_by_side_and_know_nothing_of_each_other(client: docker.DockerClient) -> None:
    with EmbeddedEngine(speed=0) as other, closing(docker.APIClient(base_url=other.url)) as api:
        client.containers.run("redis", name="mine", detach=True)
        assert api.containers(all=True) == []


@pytest.mark.parametrize(("version", "status"), [("1.40", 400), ("1.41", 200), ("1.47", 200), ("1.48", 400)])
def test_api_versions(embedded: EmbeddedEngine, version: str, status: int) -> None:
    assert _status(embedded, f"/v{version}/info") == status


def test_an_unknown_endpoint_is_refused_with_a_sentence(embedded: EmbeddedEngine) -> None:
    answer = _ask(embedded, "/v1.47/swarm")
    assert answer.startswith(b"HTTP/1.1 501")
    assert b"does not simulate GET /swarm" in answer


def test_frozen_and_seeded_it_is_the_same_again() -> None:
    def told() -> list[object]:
        with (
            EmbeddedEngine(
                speed=0, seed=7, frozen_at=datetime(2025, 11, 1, tzinfo=UTC), containers=12
            ) as engine,
            closing(docker.APIClient(base_url=engine.url, version="1.47")) as api,
        ):
            api.start(api.create_container("redis"))
            return [
                api.containers(all=True),
                api.images(),
                api.inspect_container("web-00000"),
                _stats(api),
            ]

    assert told() == told()


def _stats(api: docker.APIClient) -> object:
    first, second = (api.stats("web-00000", stream=False) for _ in range(2))
    names = ("cpu_stats", "precpu_stats", "memory_stats", "blkio_stats", "networks")
    assert all(first[name] == second[name] for name in names)
    return [first[name] for name in names]


def test_containers_on_request_have_many_states() -> None:
    with (
        EmbeddedEngine(speed=0, containers=200) as engine,
        closing(docker.APIClient(base_url=engine.url)) as api,
    ):
        found = api.containers(all=True)
        assert len(found) == 200
        assert {each["State"] for each in found} == {"running", "paused", "exited", "created"}
        api.restart("cache-00001")
        assert api.inspect_container("cache-00001")["State"]["Running"]


def test_containers_on_request_log_in_many_forms() -> None:
    with (
        EmbeddedEngine(speed=0, containers=200) as engine,
        closing(docker.APIClient(base_url=engine.url)) as api,
    ):
        web, worker = (api.logs(name).decode().splitlines() for name in ("web-00000", "worker-00002"))
        assert web[0] == "web 0 has started, python:3.11-slim"
        assert json.loads(web[1])["message"] == "listening"
        assert worker[1] == "\x1b[32mINFO\x1b[0m worker 2 waits for work"
        [failed, *_] = api.containers(all=True, filters={"exited": 1})
        assert b"RuntimeError: no work is left" in api.logs(failed["Id"], stdout=False)


def test_a_failure_can_be_switched_on(embedded: EmbeddedEngine, client: docker.DockerClient) -> None:
    embedded.faults.fail_next("/images", message="the disk is on fire")
    with pytest.raises(APIError, match="the disk is on fire"):
        client.images.list()
    assert client.images.list()


def test_malformed_json_can_be_switched_on(embedded: EmbeddedEngine, client: docker.DockerClient) -> None:
    embedded.faults.is_json_malformed = True
    with pytest.raises(requests.exceptions.JSONDecodeError):
        client.api.images()
    embedded.faults.clear()
    assert client.api.images()


def test_it_goes_away_and_comes_back_with_its_world(
    embedded: EmbeddedEngine, client: docker.DockerClient
) -> None:
    client.containers.run("redis", name="kept", detach=True)
    stream = client.events(decode=True)
    embedded.faults.go_away()
    with pytest.raises((requests.exceptions.ConnectionError, StopIteration)):
        next(stream)
    stream.close()
    with socket.socket(socket.AF_UNIX) as probe, pytest.raises(FileNotFoundError):
        probe.connect(embedded.url.removeprefix("unix://"))
    embedded.faults.come_back()
    assert [each.name for each in client.containers.list()] == ["kept"]


def test_an_event_stream_can_be_cut(embedded: EmbeddedEngine, client: docker.DockerClient) -> None:
    stream = client.events(decode=True)
    embedded.faults.cut_event_streams()
    with pytest.raises((requests.exceptions.ChunkedEncodingError, StopIteration)):
        next(stream)
    stream.close()


def test_a_full_disk_fails_a_build(
    embedded: EmbeddedEngine, client: docker.DockerClient, tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM python:3.11-slim\nRUN echo x > /made\n")
    embedded.faults.is_disk_full = True
    told = list(client.api.build(path=str(tmp_path), decode=True))
    assert "no space left on device" in told[-1]["error"]


def test_a_flood_of_log_lines_loses_none(embedded: EmbeddedEngine, client: docker.DockerClient) -> None:
    container = client.containers.run("redis", name="noisy", detach=True)
    before = len(container.logs().splitlines())
    embedded.faults.flood_logs("noisy", 5_000, "flood {number}")
    wait_until(lambda: len(container.logs().splitlines()) == before + 5_000, 10, "the whole flood")
    assert container.logs(tail=1) == b"flood 5000\n"


def test_memory_shortage_kills_and_says_so(embedded: EmbeddedEngine, client: docker.DockerClient) -> None:
    container = client.containers.run("redis", name="big", detach=True, mem_limit="64m")
    embedded.faults.kill_for_memory("big")
    container.reload()
    assert container.attrs["State"]["OOMKilled"]
    assert container.attrs["State"]["ExitCode"] == 137


def test_it_listens_on_nothing_but_its_socket_and_loopback(
    client: docker.DockerClient, unused_port: Callable[[], int]
) -> None:
    port = unused_port()
    client.containers.run("redis", detach=True, ports={"6379/tcp": port})
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(b"PING\r\n")
        assert connection.recv(16) == b"+PONG\r\n"
    listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    at_port = [row[1] for row in listening if row[1].endswith(f":{port:04X}") and row[3] == "0A"]
    assert at_port == [f"0100007F:{port:04X}"]


@pytest.fixture
def unused_port() -> Callable[[], int]:
    """Give a port that nobody listens on."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return find


def _ask(engine: EmbeddedEngine, path: str) -> bytes:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(os.fspath(engine.url.removeprefix("unix://")))
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n".encode())
        parts: list[bytes] = []
        while data := connection.recv(65_536):
            parts.append(data)
        return b"".join(parts)


def _status(engine: EmbeddedEngine, path: str) -> int:
    return int(_ask(engine, path).split(b" ", 2)[1])
