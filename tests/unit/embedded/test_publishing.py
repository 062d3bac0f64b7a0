"""Published ports: open as long as a network leads from the host to the container."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import socket
import urllib.request

import docker
import pytest
from docker.errors import APIError
from docker.models.containers import Container

from tests.tools.waiting import wait_until
from tests.unit.embedded.sample import build_variant

_PORTS: dict[str, tuple[str, int]] = {"6379/tcp": ("127.0.0.1", 0)}


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as link:
            link.sendall(b"PING\r\n")
            return link.recv(64) == b"+PONG\r\n"
    except ConnectionRefusedError:
        return False


def _ports(client: docker.DockerClient, container: Container) -> list[int]:
    """Give the outer ports, which inspect and the list must agree upon."""
    container.reload()
    shown = container.attrs["NetworkSettings"]["Ports"]
    inspected = [int(each["HostPort"]) for bindings in shown.values() for each in bindings or ()]
    [row] = client.api.containers(filters={"id": container.id})
    assert [each["PublicPort"] for each in row["Ports"]] == inspected
    assert bool(shown) == bool(inspected), "a port that is exposed alone is not shown either"
    return inspected


def test_ports_close_with_the_last_network_and_open_with_the_next(client: docker.DockerClient) -> None:
    first, second = client.networks.create("first"), client.networks.create("second")
    container = client.containers.run("redis", detach=True, network="first", ports=_PORTS)
    [port] = _ports(client, container)
    assert _answers(port)
    second.connect(container)
    first.disconnect(container)
    assert _ports(client, container) == [port]
    assert _answers(port)
    second.disconnect(container)
    assert _ports(client, container) == []
    assert not _answers(port)
    first.connect(container)
    [port] = _ports(client, container)
    assert _answers(port)


@pytest.mark.parametrize("network", ["none", "inner"])
def test_nothing_is_published_where_no_network_leads_to(client: docker.DockerClient, network: str) -> None:
    client.networks.create("inner", internal=True)
    container = client.containers.run("redis", detach=True, network=network, ports=_PORTS)
    assert _ports(client, container) == []
    asked = container.attrs["HostConfig"]["PortBindings"]
    assert list(asked) == ["6379/tcp"]


def test_a_network_is_not_joined_when_its_port_is_taken(client: docker.DockerClient) -> None:
    holder = client.containers.run("redis", detach=True, ports=_PORTS)
    [port] = _ports(client, holder)
    client.networks.create("inner", internal=True)
    late = client.containers.run("redis", detach=True, network="inner", ports={"6379/tcp": port})
    with pytest.raises(APIError, match="port is already allocated"):
        client.networks.get("bridge").connect(late)
    late.reload()
    assert list(late.attrs["NetworkSettings"]["Networks"]) == ["inner"]
    assert late.status == "running"


def test_the_app_sees_the_gateway_of_its_own_network(client: docker.DockerClient) -> None:
    client.networks.create("own")
    app = client.containers.run(
        build_variant(client, "slim"),
        detach=True,
        network="own",
        ports={"5000/tcp": ("127.0.0.1", 0)},
    )
    [port] = _ports(client, app)
    wait_until(lambda: b"Booting worker" in app.logs(), 5, "the app serves")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/style.css", timeout=5):
        assert b" 172.18.0.1 GET /static/style.css 200 " in app.logs()
