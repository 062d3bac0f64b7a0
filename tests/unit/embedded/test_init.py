"""A container with an init: it is process 1, and what runs below it heeds signals as any program does."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import docker
import pytest


def test_an_init_is_listed_as_the_first_process(client: docker.DockerClient) -> None:
    container = client.containers.run("redis", init=True, detach=True)
    rows = container.top(ps_args="-o pid,ppid,args")["Processes"]
    first, second = rows
    assert first[2] == "/sbin/docker-init -- docker-entrypoint.sh redis-server"
    assert second[1:] == [first[0], "redis-server *:6379"]


@pytest.mark.parametrize(("signal", "code"), [("HUP", 129), ("USR1", 138), ("INT", 130), ("TERM", 143)])
def test_a_program_below_it_ends_on_a_signal(client: docker.DockerClient, signal: str, code: int) -> None:
    container = client.containers.run("debian:bookworm-slim", "sleep 1000", init=True, detach=True)
    container.kill("WINCH")
    container.kill(signal)
    assert container.wait()["StatusCode"] == code


def test_a_trap_below_it_is_still_heard(client: docker.DockerClient) -> None:
    script = "trap 'exit 3' TERM; echo set; sleep 1000"
    container = client.containers.run("debian:bookworm-slim", ["sh", "-c", script], init=True, detach=True)
    while not container.logs():
        continue  # the trap is set when the script has said so
    container.kill("TERM")
    assert container.wait()["StatusCode"] == 3
