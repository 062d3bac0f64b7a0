"""Signals: those that Docker knows reach a container, the others are refused in its words."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import io

import docker
import pytest
from docker.errors import APIError

_UNSUPPORTED = "Cannot kill container: target: The linux daemon does not support signal "


@pytest.mark.parametrize(
    ("signal", "status", "reason"),
    [
        ("99", 500, f"{_UNSUPPORTED}99"),
        ("65", 500, f"{_UNSUPPORTED}65"),
        ("-1", 500, f"{_UNSUPPORTED}18446744073709551615"),
        ("0", 400, "Invalid signal: 0"),
        ("FOO", 400, "Invalid signal: FOO"),
    ],
)
def test_a_signal_that_there_is_not_is_refused(
    client: docker.DockerClient, signal: str, status: int, reason: str
) -> None:
    container = client.containers.run("redis", name="target", detach=True)
    with pytest.raises(APIError) as refused:
        container.kill(signal)
    assert (refused.value.status_code, refused.value.explanation) == (status, reason)
    container.reload()
    assert container.status == "running"


@pytest.mark.parametrize("signal", ["64", "RTMIN+3", "sigrtmax-1", "07", "CHLD"])
def test_a_signal_is_named_or_numbered(client: docker.DockerClient, signal: str) -> None:
    client.containers.run("redis", detach=True).kill(signal)


@pytest.mark.parametrize("signal", ["FOO", "0"])
def test_a_dockerfile_asks_for_no_such_signal(client: docker.DockerClient, signal: str) -> None:
    dockerfile = io.BytesIO(f"FROM redis\nSTOPSIGNAL {signal}\n".encode())
    told = list(client.api.build(fileobj=dockerfile, decode=True))
    assert told[-1].get("error") == f"Invalid signal: {signal}"


@pytest.mark.parametrize("signal", ["99", "SIGRTMIN+3", "QUIT"])
def test_a_dockerfile_keeps_the_signal_that_it_names(client: docker.DockerClient, signal: str) -> None:
    image, _ = client.images.build(fileobj=io.BytesIO(f"FROM redis\nSTOPSIGNAL {signal}\n".encode()))
    assert image.attrs["Config"]["StopSignal"] == signal
