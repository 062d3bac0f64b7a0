"""Settings of containers: what is refused, what cannot start, what a change may be."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import json

import docker
import pytest
from docker.errors import APIError
from docker.types import LogConfig

from workbench.embedded.setting_checks import start_problem


def _create(client: docker.DockerClient, asked: dict[str, object], platform: str = "") -> str:
    body = {"Image": "redis", **asked}
    answer = client.api.post(
        f"{client.api.base_url}/v1.47/containers/create?platform={platform}",
        data=json.dumps(body),
        headers={"Content-Type": "application/json"},
    )
    return str(answer.json().get("message", ""))


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ({"NanoCpus": 999 * 10**9}, "Range of CPUs is from 0.01 to 4.00, as there are only 4 CPUs available"),
        ({"Memory": 10 << 20, "MemorySwap": 5 << 20}, "Minimum memoryswap limit should be larger"),
        ({"MemorySwap": 5 << 20}, "You should always set the Memory limit when using Memoryswap limit"),
        ({"Memory": 10 << 20, "MemoryReservation": 20 << 20}, "can not be less than memory reservation"),
        ({"MemoryReservation": 5}, "Minimum memory reservation allowed is 6MB"),
        ({"CpusetCpus": "2-9"}, "Requested CPUs are not available - requested 2-9, available: 0-3"),
        ({"CpusetCpus": "x"}, "Invalid value x for cpuset cpus: invalid format: x"),
        ({"OomScoreAdj": -1001}, "Invalid value -1001, range for oom score adj is [-1000, 1000]"),
        ({"Runtime": "nosuch"}, "Unknown runtime specified nosuch"),
        (
            {"LogConfig": {"Type": "nosuch"}},
            'error looking up logging plugin nosuch: plugin "nosuch" not found',
        ),
        ({"LogConfig": {"Config": {"x": "1"}}}, "unknown log opt 'x' for json-file log driver"),
        ({"CapAdd": ["CAP_CHOWN", "nosuch"]}, 'invalid CapAdd: unknown capability: "CAP_NOSUCH"'),
        ({"RestartPolicy": {"Name": "nosuch"}}, "invalid restart policy 'nosuch'"),
        ({"RestartPolicy": {"Name": "always"}, "AutoRemove": True}, "can't create 'AutoRemove' container"),
        ({"VolumesFrom": ["ghost"]}, "No such container: ghost"),
        ({"Links": ["ghost:it"]}, "could not get container for ghost: No such container: ghost"),
    ],
)
def test_what_the_host_cannot_give(client: docker.DockerClient, host: dict[str, object], told: str) -> None:
    assert told in _create(client, {"HostConfig": host})
    assert not client.containers.list(all=True)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"StopSignal": "NOSUCH"}, "Invalid signal: NOSUCH"),
        ({"Env": ["=x"]}, "invalid environment variable: =x"),
        ({"Healthcheck": {"Interval": 1}}, "Interval in Healthcheck cannot be less than 1ms"),
        ({"Healthcheck": {"Retries": -1}}, "Retries in Healthcheck cannot be negative"),
    ],
)
def test_what_a_process_cannot_have(client: docker.DockerClient, asked: dict[str, object], told: str) -> None:
    assert _create(client, asked) == told


@pytest.mark.parametrize(
    ("platform", "told"),
    [
        ("linux/amd64", ""),
        ("linux", ""),
        ("x86_64", ""),
        ("arm64", "does not match the specified platform: wanted linux/arm64, actual: linux/amd64"),
        ("linux/arm/v7", "wanted linux/arm/v7, actual: linux/amd64"),
        ("nosuch", '"nosuch": unknown operating system or architecture: invalid argument'),
        ("linux/a,b", '"a,b" is an invalid component of "linux/a,b"'),
    ],
)
def test_a_platform_is_read_as_docker_reads_it(client: docker.DockerClient, platform: str, told: str) -> None:
    answer = _create(client, {}, platform)
    assert told in answer
    assert bool(told) == bool(answer)


def test_no_other_platform_is_pulled(client: docker.DockerClient) -> None:
    with pytest.raises(APIError, match="no matching manifest for linux/arm64"):
        client.images.pull("alpine", tag="latest", platform="linux/arm64")


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ({"DeviceRequests": [{"Capabilities": [["gpu"]]}]}, 'device driver "" with capabilities: [[gpu]]'),
        ({"Devices": [{"PathOnHost": "/dev/kvm"}]}, 'while adding custom device "/dev/kvm": no such file'),
        ({"Devices": [{"PathOnHost": "/dev/null"}]}, ""),
        ({"LogConfig": {"Type": "syslog"}}, "failed to initialize logging driver: "),
        ({"IpcMode": "nosuch"}, "Invalid IPC mode: nosuch"),
        ({"IpcMode": "container:other"}, ""),
    ],
)
def test_what_keeps_a_container_from_starting(host: dict[str, object], told: str) -> None:
    problem = start_problem(json.loads(json.dumps(host)))
    assert told in problem
    assert bool(told) == bool(problem)


def test_a_change_is_checked_and_leaves_the_rest(client: docker.DockerClient) -> None:
    container = client.containers.create("redis", mem_limit="64m", cpu_shares=512)
    with pytest.raises(APIError, match="update the memoryswap at the same time"):
        container.update(mem_limit=256 << 20)
    with pytest.raises(APIError, match="Minimum memory limit allowed is 6MB"):
        container.update(mem_limit=1 << 20, memswap_limit=2 << 20)
    container.update(mem_limit=32 << 20, memswap_limit=48 << 20)
    container.update(restart_policy={"Name": "always"})
    container.reload()
    kept = container.attrs["HostConfig"]
    assert (kept["Memory"], kept["MemorySwap"], kept["CpuShares"]) == (32 << 20, 48 << 20, 512)
    assert kept["RestartPolicy"]["Name"] == "always"


def test_lines_that_are_not_kept_are_not_read(client: docker.DockerClient) -> None:
    container = client.containers.create("redis", log_config=LogConfig(type="none"))
    with pytest.raises(APIError, match="configured logging driver does not support reading"):
        container.logs()
