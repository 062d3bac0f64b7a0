"""Networks and volumes: what Docker does not do, the embedded engine refuses in its words."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import docker
import pytest
from docker.errors import APIError
from docker.types import IPAMConfig, IPAMPool


def _create(client: docker.DockerClient, name: str, subnet: str) -> None:
    client.networks.create(name, ipam=IPAMConfig(pool_configs=[IPAMPool(subnet=subnet)]))


@pytest.mark.parametrize(
    ("own", "other", "told"),
    [
        ("bridge", "host", "cannot be disconnected from host network or connected to host network"),
        ("bridge", "none", "cannot be connected to multiple networks with one of the networks in private"),
        ("none", "bridge", "cannot be connected to multiple networks with one of the networks in private"),
        ("host", "bridge", "sharing network namespace with another container or host"),
    ],
)
def test_the_hosts_network_and_none_are_not_shared(
    client: docker.DockerClient, own: str, other: str, told: str
) -> None:
    client.containers.create("redis", name="lone", network=own)
    with pytest.raises(APIError, match=told) as caught:
        client.networks.get(other).connect("lone")
    assert caught.value.status_code == 400
    assert list(client.containers.get("lone").attrs["NetworkSettings"]["Networks"]) == [own]


def test_the_hosts_network_is_not_left_but_none_is(client: docker.DockerClient) -> None:
    client.containers.create("redis", name="hosted", network="host")
    with pytest.raises(APIError, match="cannot be disconnected from host network"):
        client.networks.get("host").disconnect("hosted")
    client.containers.create("redis", name="alone", network="none")
    client.networks.get("none").disconnect("alone")
    client.networks.get("bridge").connect("alone")
    assert list(client.containers.get("alone").attrs["NetworkSettings"]["Networks"]) == ["bridge"]


@pytest.mark.parametrize("subnet", ["10.77.0.0/24", "10.77.0.0/16", "10.77.0.128/25", "172.17.0.0/16"])
def test_a_subnet_is_given_once(client: docker.DockerClient, subnet: str) -> None:
    _create(client, "first", "10.77.0.0/24")
    with pytest.raises(APIError, match="Pool overlaps with other one on this address space") as caught:
        _create(client, "second", subnet)
    assert caught.value.status_code == 403
    assert client.networks.list(names=["second"]) == []


def test_a_chosen_subnet_is_not_given_to_another(client: docker.DockerClient) -> None:
    _create(client, "first", "172.18.0.0/24")
    told = client.networks.create("second").attrs["IPAM"]["Config"]
    assert told[0]["Subnet"] == "172.19.0.0/16"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a b", 'create a b: "a b" includes invalid characters for a local volume name'),
        ("m", "create m: volume name is too short"),
    ],
)
def test_a_bad_name_of_a_volume_is_refused(client: docker.DockerClient, name: str, told: str) -> None:
    with pytest.raises(APIError, match=told) as caught:
        client.volumes.create(name)
    assert caught.value.status_code == 400
    assert client.volumes.list() == []


def test_a_gateway_may_be_chosen(client: docker.DockerClient) -> None:
    pool = IPAMPool(subnet="10.9.8.0/24", gateway="10.9.8.2")
    network = client.networks.create("own", ipam=IPAMConfig(pool_configs=[pool]))
    for _ in range(2):
        client.containers.run("redis", network="own", detach=True)
    network.reload()
    addresses = {each["IPv4Address"] for each in network.attrs["Containers"].values()}
    assert network.attrs["IPAM"]["Config"] == [{"Subnet": "10.9.8.0/24", "Gateway": "10.9.8.2"}]
    assert addresses == {"10.9.8.1/24", "10.9.8.3/24"}
