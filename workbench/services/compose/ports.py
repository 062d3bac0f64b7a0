"""Reads the ports that a service publishes, short (`127.0.0.1:8000:80`) and long."""

import ipaddress
import re
from dataclasses import replace

from workbench.domain.commands import port_argument
from workbench.domain.containers import PortMapping
from workbench.services.compose.nodes import Fields, Node, expected
from workbench.services.compose.values import Section, items_of, text_of

# Whoever means all addresses can say so; an app on a person's own machine seldom does.
DEFAULT_ADDRESS = "127.0.0.1"

_SHORT = re.compile(
    r"(?:(?:(?P<address>\[[^\]]+\]|[^:\[\]]+):)?(?P<host>\d+(?:-\d+)?)?:)?"
    r"(?P<container>\d+(?:-\d+)?)(?:/(?P<protocol>[a-z]+))?"
)
_PROTOCOLS = ("tcp", "udp", "sctp")
_LARGEST = 65535
_FORM = 'a port such as "8000:80" or "127.0.0.1:8000:80"'


def read_ports(node: Node | None, ignored: list[str], warnings: list[str]) -> tuple[PortMapping, ...]:
    """All ports of a service; one without an address is bound to this machine alone, with a warning."""
    if node is None:
        return ()
    found: list[PortMapping] = []
    for each in items_of(node, "a list of ports"):
        ports = _long(each, ignored) if isinstance(each, Fields) else _short(each)
        for port in ports:
            if port.host_ip:
                found.append(port)
                continue
            everywhere = port_argument(replace(port, host_ip="0.0.0.0"))
            warnings.append(
                f"{each.place.path} names no address, so it is published on {DEFAULT_ADDRESS} only;"
                f' write "{everywhere}" to publish it on all addresses.'
            )
            found.append(replace(port, host_ip=DEFAULT_ADDRESS))
    return tuple(found)


def _short(node: Node) -> tuple[PortMapping, ...]:
    found = _SHORT.fullmatch(text_of(node).strip())
    if found is None:
        raise expected(node, _FORM)
    return _mappings(
        node, found["container"], found["host"] or "", found["address"] or "", found["protocol"] or "tcp"
    )


def _long(node: Fields, ignored: list[str]) -> tuple[PortMapping, ...]:
    section = Section(node, "a port", ignored)
    target, published, address = section.text("target"), section.text("published"), section.text("host_ip")
    protocol = section.text("protocol") or "tcp"
    for harmless in ("name", "app_protocol"):
        section.take(harmless)
    section.passes("mode", "ingress", "host")
    section.leave()
    if not target:
        raise node.place.complain("has no target, expected the container's port there")
    return _mappings(node, target, published, address, protocol)


def _mappings(node: Node, container: str, host: str, address: str, protocol: str) -> tuple[PortMapping, ...]:
    address = address.removeprefix("[").removesuffix("]")
    if protocol not in _PROTOCOLS:
        raise expected(node, f"one of the protocols {', '.join(_PROTOCOLS)}")
    if address and not _is_address(address):
        raise expected(node, f"an IP address before the ports, in {_FORM}")
    inside = _range(node, container)
    outside = _range(node, host) if host else [None] * len(inside)
    if len(inside) != len(outside):
        raise expected(node, "as many ports of the host as of the container")
    return tuple(PortMapping(port, protocol, address, at) for port, at in zip(inside, outside, strict=True))


def _range(node: Node, text: str) -> list[int]:
    first, _, last = text.partition("-")
    if not (first.isdigit() and (last or first).isdigit()):
        raise expected(node, _FORM)
    low, high = int(first), int(last or first)
    if not 1 <= low <= high <= _LARGEST:
        raise expected(node, f"ports from 1 to {_LARGEST}, the smaller first")
    return list(range(low, high + 1))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
