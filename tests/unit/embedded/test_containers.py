"""Containers: how they start, live, end, and what is told of it."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from importlib.resources import files
from itertools import islice

import docker
import pytest
from docker.errors import APIError
from docker.models.containers import Container

from tests.tools.waiting import wait_until
from tests.unit.embedded.sample import build_variant

_SLIM = "python:3.11-slim"


def _run(
    client: docker.DockerClient,
    script: str,
    *,
    name: str | None = None,
    healthcheck: dict[str, object] | None = None,
    retries: int | None = None,
) -> Container:
    return client.containers.run(
        _SLIM,
        ["sh", "-c", script],
        detach=True,
        name=name,
        healthcheck=healthcheck,
        restart_policy=None if retries is None else {"Name": "on-failure", "MaximumRetryCount": retries},
    )


def _state(container: Container) -> dict[str, object]:
    container.reload()
    state: dict[str, object] = container.attrs["State"]
    return state


def _published(container: Container, port: str) -> int:
    container.reload()
    [binding] = container.ports[port] or []
    return int(binding["HostPort"])


def test_run_and_remove_tell_their_events_in_dockers_order(client: docker.DockerClient) -> None:
    stream = client.events(decode=True)
    client.containers.run(_SLIM, ["true"], name="brief", remove=True)
    told = [(each["Type"], each["Action"]) for each in islice(stream, 6)]
    stream.close()
    assert told == [
        ("container", "create"),
        ("network", "connect"),
        ("container", "start"),
        ("container", "die"),
        ("network", "disconnect"),
        ("container", "destroy"),
    ]


def test_exit_code_and_both_streams_come_through(client: docker.DockerClient) -> None:
    container = _run(client, "echo out; echo err >&2; exit 7")
    assert container.wait()["StatusCode"] == 7
    assert container.logs(stdout=True, stderr=False) == b"out\n"
    assert container.logs(stdout=False, stderr=True) == b"err\n"


def test_logs_are_followed_to_the_end(client: docker.DockerClient) -> None:
    container = _run(client, "for i in $(seq 1 300); do echo line $i; done")
    assert b"".join(container.logs(follow=True, stream=True)).count(b"\n") == 300


def test_the_tail_counts_a_last_line_without_an_end(client: docker.DockerClient) -> None:
    container = _run(client, r"printf 'one\ntwo\nlast'")
    container.wait()
    assert container.logs(tail=1) == b"last"
    assert container.logs(tail=2) == b"two\nlast"
    assert container.logs(tail=0) == b""


def test_bytes_that_are_no_text_stay_as_they_are(client: docker.DockerClient) -> None:
    container = _run(client, r"printf '\377\033[31mé\n'")
    container.wait()
    assert container.logs() == b"\xff\x1b[31m\xc3\xa9\n"


def test_a_name_is_given_once(client: docker.DockerClient) -> None:
    client.containers.create("redis", name="taken")
    with pytest.raises(APIError) as caught:
        client.containers.create("redis", name="taken")
    assert caught.value.status_code == 409
    assert 'The container name "/taken" is already in use' in str(caught.value.explanation)


def test_a_port_is_given_once(client: docker.DockerClient) -> None:
    first = client.containers.run("redis", detach=True, ports={"6379/tcp": ("127.0.0.1", 0)})
    port = _published(first, "6379/tcp")
    second = client.containers.create("redis", name="second", ports={"6379/tcp": ("127.0.0.1", port)})
    with pytest.raises(APIError, match="port is already allocated") as caught:
        second.start()
    assert caught.value.status_code == 500
    assert _state(second)["Status"] == "created"
    first.remove(force=True)
    second.start()
    assert _state(second)["Running"]


def test_a_program_that_is_not_there(client: docker.DockerClient) -> None:
    container = client.containers.create(_SLIM, ["nosuch"])
    with pytest.raises(APIError, match="executable file not found"):
        container.start()
    assert _state(container)["ExitCode"] == 127


def test_process_one_ignores_the_polite_signal_and_is_killed(client: docker.DockerClient) -> None:
    container = _run(client, "sleep 1000")
    container.stop(timeout=1)
    assert _state(container)["ExitCode"] == 137


@pytest.mark.parametrize("given", ["{}", 'exec sh -c "{}"'])
def test_a_trap_ends_in_its_own_way(client: docker.DockerClient, given: str) -> None:
    container = _run(client, given.format("trap 'echo bye; exit 3' TERM; echo up; sleep 1000 & wait"))
    wait_until(lambda: container.logs() == b"up\n", 5, "the container is up")
    container.stop()
    assert container.logs() == b"up\nbye\n"
    assert _state(container)["ExitCode"] == 3


def test_restart_policy_gives_up_after_its_count(client: docker.DockerClient) -> None:
    container = _run(client, "exit 4", retries=2)
    wait_until(lambda: _state(container)["Status"] == "exited", 5, "it has given up")
    assert container.attrs["RestartCount"] == 2
    assert container.attrs["State"]["ExitCode"] == 4


def test_health_follows_its_check(client: docker.DockerClient) -> None:
    check: dict[str, object] = {"test": ["CMD", "cat", "/well"], "interval": 1_000_000, "retries": 2}
    container = _run(client, "sleep 1000", healthcheck=check)

    def health() -> object:
        return container.attrs["State"]["Health"]["Status"] if _state(container) else ""

    wait_until(lambda: health() == "unhealthy", 5, "unhealthy")
    container.exec_run("touch /well")
    wait_until(lambda: health() == "healthy", 5, "healthy")


def test_pause_holds_what_it_does(client: docker.DockerClient) -> None:
    container = _run(client, "while true; do date; sleep 1; done")
    wait_until(lambda: bool(container.logs()), 5, "the first line")
    container.pause()
    before = container.logs()
    assert container.logs() == before
    with pytest.raises(APIError, match="is paused, unpause the container before exec"):
        container.exec_run("ls")
    container.unpause()
    wait_until(lambda: len(container.logs()) > len(before), 5, "more lines")


def test_exec_changes_files_and_tells_its_code(client: docker.DockerClient) -> None:
    container = _run(client, "sleep 1000")
    assert container.exec_run(["sh", "-c", "echo kept > /tmp/note; exit 3"]).exit_code == 3
    assert container.exec_run("cat /tmp/note").output == b"kept\n"
    assert container.diff() == [{"Path": "/tmp", "Kind": 0}, {"Path": "/tmp/note", "Kind": 1}]


def test_a_running_container_is_not_removed_without_force(client: docker.DockerClient) -> None:
    container = _run(client, "sleep 1000")
    with pytest.raises(APIError, match="Stop the container before attempting removal"):
        container.remove()
    container.remove(force=True)
    assert client.containers.list(all=True) == []


def test_names_are_known_on_a_network_of_ones_own_only(client: docker.DockerClient) -> None:
    network = client.networks.create("own")
    client.containers.run("redis", name="store", detach=True, network="own")
    asked = _run(client, "sleep 1000", name="asking")
    assert asked.exec_run("getent hosts store").exit_code == 2
    network.connect(asked)
    assert asked.exec_run("getent hosts store").exit_code == 0
    with pytest.raises(APIError, match="has active endpoints"):
        network.remove()


def test_redis_keeps_its_data_in_its_volume(client: docker.DockerClient) -> None:
    first = client.containers.run("redis", detach=True, volumes=["kept:/data"])
    first.exec_run("redis-cli set color green")
    first.stop()
    first.remove()
    second = client.containers.run("redis", detach=True, volumes=["kept:/data"])
    assert second.exec_run("redis-cli get color").output == b"green\n"


def test_stats_move_and_stay_within_the_limit(client: docker.DockerClient) -> None:
    container = client.containers.run("redis", detach=True, mem_limit="32m")
    sample = container.stats(stream=False)
    assert isinstance(sample, dict)
    now, before = sample["cpu_stats"]["cpu_usage"], sample["precpu_stats"]["cpu_usage"]
    assert now["total_usage"] > before["total_usage"] > 0
    assert 0 < sample["memory_stats"]["usage"] < sample["memory_stats"]["limit"] == 32 << 20


def test_the_sample_app_keeps_its_passwords_in_redis(
    client: docker.DockerClient, sample_image: str, fetch: Callable[..., tuple[int, str]]
) -> None:
    client.networks.create("giropops")
    client.containers.run("redis", name="redis", detach=True, network="giropops")
    app = client.containers.run(
        sample_image,
        detach=True,
        network="giropops",
        environment={"REDIS_HOST": "redis"},
        ports={"5000/tcp": ("127.0.0.1", 0)},
    )
    url = f"http://127.0.0.1:{_published(app, '5000/tcp')}"
    wait_until(lambda: b"Booting worker" in app.logs(), 5, "the app serves")
    status, made = fetch(f"{url}/api/passwords", b'{"length": 20}')
    assert status == 201
    password = json.loads(made)["password"]
    assert len(password) == 20
    assert json.loads(fetch(f"{url}/api/passwords")[1]) == {"passwords": [password]}
    client.networks.get("giropops").disconnect("redis")
    status, told = fetch(f"{url}/health")
    assert status == 503
    assert "Name or service not known" in told
    assert _trace_of(app, "health") == ["store.ping()", "ping", "_redis.ping()"]
    assert fetch(f"{url}/api/passwords", b"{}")[0] == 503
    assert _trace_of(app, "make_from_json") == ["store.add(password)", "add", "pipeline.execute()"]
    status, page = fetch(url)
    assert (status, "Redis does not answer: Error -2" in page) == (200, True)
    lines = _trace_of(app, "page")
    assert lines == ["kept = store.last()", "last", "return list(_redis.lrange(KEY, 0, KEPT - 1))"]


def _trace_of(app: Container, view: str) -> list[str]:
    """Find a view's trace, and check that each line stands in the app's source where the trace says."""
    log = app.logs().decode()
    frame = r'  File "/app/%s.py", line (\d+), in (%s)\n    (.+)\n'
    pattern = "Traceback .*\n" + frame % ("app", view) + frame % ("store", r"\w+")
    found = re.search(pattern + r"redis\.exceptions\.ConnectionError: Error -2 ", log)
    assert found, log
    first, _, call, second, function, inner = found.groups()
    folder = files("workbench.sample") / "giropops-senhas"
    assert (folder / "app.py").read_text().splitlines()[int(first) - 1].strip() == call
    assert (folder / "store.py").read_text().splitlines()[int(second) - 1].strip() == inner
    return [call, function, inner]


@pytest.fixture
def fetch() -> Callable[..., tuple[int, str]]:
    """Ask a web server; refusals are answers too."""

    def ask(url: str, body: bytes | None = None) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(url, body, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    return ask


@pytest.fixture
def sample_image(client: docker.DockerClient) -> str:
    """Build the sample's small variant."""
    return build_variant(client, "slim")


def test_a_redis_that_is_nowhere_is_told_by_its_name(client: docker.DockerClient) -> None:
    container = client.containers.run("redis", detach=True)
    told = container.exec_run("redis-cli -h nosuch ping")
    assert told.exit_code == 1
    assert told.output == b"Could not connect to Redis at nosuch:6379: Name or service not known\n"
