"""Small things that everyday docker lines show, checked against Docker 20.10."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import docker
import pytest
from docker.errors import APIError


def test_a_variable_without_a_value_is_taken_away(client: docker.DockerClient) -> None:
    container = client.containers.run("redis", environment=["KEPT=", "REDIS_VERSION"], detach=True)
    own = container.exec_run("env").output
    assert b"KEPT=" in own
    assert b"REDIS_VERSION" not in own
    again = container.exec_run("env", environment=["KEPT"]).output
    assert b"KEPT" not in again


def test_a_taken_name_is_refused_to_a_container_that_has_one(client: docker.DockerClient) -> None:
    client.containers.create("redis", name="first")
    second = client.containers.create("redis", name="second")
    with pytest.raises(APIError, match=r"Error when allocating new name: Conflict\.") as refused:
        second.rename("first")
    assert refused.value.status_code == 409


def test_leaving_a_network_twice_is_refused(client: docker.DockerClient) -> None:
    network = client.networks.create("shared")
    container = client.containers.run("redis", detach=True)
    with pytest.raises(APIError, match="is not connected to network shared"):
        network.disconnect(container)
    container.kill()
    with pytest.raises(APIError, match="is not connected to the network shared"):
        network.disconnect(container)


def test_a_name_is_looked_up_with_its_address(client: docker.DockerClient) -> None:
    network = client.networks.create("shared")
    store = client.containers.run("redis", name="store", network="shared", detach=True)
    network.reload()
    [member] = network.attrs["Containers"].values()
    address = member["IPv4Address"].partition("/")[0]
    assert store.exec_run("getent hosts store").output == f"{address:<15} store\n".encode()
    assert b"::1 " in store.exec_run("getent hosts localhost").output
    assert b"root:" in store.exec_run("getent passwd 0").output
    assert store.exec_run("getent passwd nosuch").exit_code == 2


def test_a_commit_tells_its_author_and_the_bare_command(client: docker.DockerClient) -> None:
    container = client.containers.create("debian:bookworm-slim", ["sh", "-c", "echo a b"])
    image = container.commit("made", "1", author="Ada")
    assert image.attrs["Author"] == "Ada"
    assert image.history()[0]["CreatedBy"] == "sh -c echo a b"


def test_redis_takes_options_alone(client: docker.DockerClient) -> None:
    container = client.containers.run("redis", ["--appendonly", "yes"], detach=True)
    assert container.exec_run("redis-cli ping").output == b"PONG\n"


def test_pip_tells_its_python(client: docker.DockerClient) -> None:
    told = client.containers.run("python:3.11-slim", ["pip", "--version"], remove=True)
    assert told.endswith(b"/site-packages/pip (python 3.11)\n")
