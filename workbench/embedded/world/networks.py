"""Networks: who is on them, and the addresses they give."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workbench.embedded.errors import NotFound
from workbench.embedded.payload import JsonObject, JsonValue
from workbench.embedded.world.containers import Container, Endpoint

PREDEFINED = ("bridge", "host", "none")


@dataclass(eq=False, slots=True)
class Network:
    """One network with its members that run."""

    id: str
    name: str
    driver: str
    created_at_ns: int
    subnet: ipaddress.IPv4Network | None
    options: JsonObject = field(default_factory=dict[str, JsonValue])
    address_options: JsonObject | None = None
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    is_internal: bool = False
    is_attachable: bool = False
    asked_gateway: str = ""
    members: dict[str, tuple[Container, Endpoint]] = field(
        default_factory=dict[str, tuple[Container, Endpoint]]
    )

    @property
    def gateway(self) -> str:
        """Give the address of the host on the network."""
        return self.asked_gateway or (str(self.subnet[1]) if self.subnet else "")

    @property
    def prefix_length(self) -> int:
        """Give the length of the network's part of an address."""
        return self.subnet.prefixlen if self.subnet else 0

    @property
    def leads_to_host(self) -> bool:
        """Tell whether the host reaches containers on the network under ports of its own."""
        return self.driver == "bridge" and not self.is_internal

    def join(self, container: Container, endpoint: Endpoint, endpoint_id: str) -> None:
        """Give a running container an address."""
        endpoint.endpoint_id = endpoint_id
        if self.subnet:
            endpoint.address = endpoint.wanted_address or self._free_address(self.subnet)
            endpoint.mac = "02:42:" + ":".join(f"{int(part):02x}" for part in endpoint.address.split("."))
        self.members[container.id] = (container, endpoint)
        container.touch()

    def leave(self, container: Container) -> None:
        """Take a container's address back."""
        member = self.members.pop(container.id, None)
        if member:
            endpoint = member[1]
            endpoint.endpoint_id = endpoint.address = endpoint.mac = ""
            container.touch()

    def _free_address(self, subnet: ipaddress.IPv4Network) -> str:
        taken = {self.gateway, *(endpoint.address for _, endpoint in self.members.values())}
        first = int(subnet.network_address) + 1
        for offset in range(subnet.num_addresses - 2):
            address = str(ipaddress.IPv4Address(first + offset))
            if address not in taken:
                return address
        return ""

    def member_named(self, name: str) -> Container | None:
        """Find who answers to a name here; the default bridge knows no names."""
        for container, endpoint in self.members.values():
            is_known = (
                name in (container.name, container.id[:12], *endpoint.aliases) and self.name != "bridge"
            )
            if is_known or name == endpoint.address:
                return container
        return None


class NetworkStore:
    """All networks of the engine."""

    def __init__(self) -> None:
        self._by_id: dict[str, Network] = {}

    def __iter__(self) -> Iterator[Network]:
        return iter(list(self._by_id.values()))

    def add(self, network: Network) -> None:
        """Keep a network."""
        self._by_id[network.id] = network

    def forget(self, network: Network) -> None:
        """Drop a network."""
        self._by_id.pop(network.id, None)

    def find(self, reference: str) -> Network:
        """Find a network by name, id or the beginning of an id."""
        if reference == "default":
            reference = "bridge"
        for network in self._by_id.values():
            if reference in (network.name, network.id):
                return network
        matching = (
            [item for key, item in self._by_id.items() if key.startswith(reference)] if reference else []
        )
        if len(matching) != 1:
            raise NotFound(f"network {reference} not found")
        return matching[0]

    def has_name(self, name: str) -> bool:
        """Tell whether a network of that name exists."""
        return any(network.name == name for network in self._by_id.values())

    def overlaps(self, subnet: ipaddress.IPv4Network) -> bool:
        """Tell whether a subnet shares an address with that of a network."""
        return any(each.subnet and each.subnet.overlaps(subnet) for each in self._by_id.values())

    def free_subnet(self) -> ipaddress.IPv4Network:
        """Give the next private subnet that no network has."""
        for second in range(17, 32):
            subnet = ipaddress.IPv4Network(f"172.{second}.0.0/16")
            if not self.overlaps(subnet):
                return subnet
        for third in range(256):
            subnet = ipaddress.IPv4Network(f"192.168.{third}.0/24")
            if not self.overlaps(subnet):
                return subnet
        raise NotFound("could not find an available, non-overlapping IPv4 address pool among the defaults")


def reachable(networks: NetworkStore, container: Container, name: str) -> tuple[Container, str] | None:
    """Find who a container reaches under a name over a network they share, and under which address."""
    for network in networks:
        if container.id in network.members:
            found = network.member_named(name)
            if found:
                return found, found.endpoints[network.name].address
    return None
