"""How networks and volumes look."""

from __future__ import annotations

import time

from workbench.embedded.clock import iso
from workbench.embedded.payload import JsonObject, JsonValue
from workbench.embedded.views.storage import ENGINE_ROOT
from workbench.embedded.world.networks import Network
from workbench.embedded.world.volumes import Volume


def network_object(network: Network, *, with_members: bool) -> JsonObject:
    """Give a network; members only for one that is asked for by name."""
    pools: list[JsonValue] = []
    if network.subnet:
        pools.append({"Subnet": str(network.subnet), "Gateway": network.gateway})
    members: dict[str, JsonValue] = {}
    if with_members:
        for container, endpoint in network.members.values():
            members[container.id] = {
                "Name": container.name,
                "EndpointID": endpoint.endpoint_id,
                "MacAddress": endpoint.mac,
                "IPv4Address": f"{endpoint.address}/{network.prefix_length}" if endpoint.address else "",
                "IPv6Address": "",
            }
    return {
        "Name": network.name,
        "Id": network.id,
        "Created": iso(network.created_at_ns),
        "Scope": "local",
        "Driver": network.driver,
        "EnableIPv6": False,
        "IPAM": {"Driver": "default", "Options": network.address_options, "Config": pools},
        "Internal": network.is_internal,
        "Attachable": network.is_attachable,
        "Ingress": False,
        "ConfigFrom": {"Network": ""},
        "ConfigOnly": False,
        "Containers": members,
        "Options": network.options,
        "Labels": dict(network.labels),
    }


def volume_object(volume: Volume, *, with_usage: bool = False) -> JsonObject:
    """Give a volume."""
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(volume.created_at_ns // 1_000_000_000))
    value: dict[str, JsonValue] = {
        "CreatedAt": created,
        "Driver": volume.driver,
        "Labels": dict(volume.labels) if volume.labels is not None else None,
        "Mountpoint": mountpoint(volume),
        "Name": volume.name,
        "Options": dict(volume.options) if volume.options else None,
        "Scope": "local",
    }
    if with_usage:
        value["UsageData"] = {"RefCount": len(volume.holders), "Size": volume.size_bytes}
    return value


def mountpoint(volume: Volume) -> str:
    """Give the folder that a volume would have."""
    return f"{ENGINE_ROOT}/volumes/{volume.name}/_data"
