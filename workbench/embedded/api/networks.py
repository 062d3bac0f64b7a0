"""Networks: list, inspect, create, remove, connect, disconnect."""

from __future__ import annotations

import ipaddress

from workbench.embedded.bodies import body_object
from workbench.embedded.errors import BadParameter, Conflict, Forbidden, ServerError
from workbench.embedded.filters import labels_pass, read_filters
from workbench.embedded.host import Host
from workbench.embedded.http import Exchange
from workbench.embedded.membership import plug, tell_network, unplug
from workbench.embedded.mounting import mount_names
from workbench.embedded.payload import (
    JsonObject,
    flag_at,
    object_at,
    objects_at,
    text_at,
    text_map_at,
    texts_at,
)  # fmt: skip
from workbench.embedded.publishing import publish, way_out, withdraw
from workbench.embedded.routing import Router
from workbench.embedded.views.networks import network_object
from workbench.embedded.world.containers import Container, Endpoint
from workbench.embedded.world.networks import PREDEFINED, Network

router = Router()
_HOST_NETWORK = "container cannot be disconnected from host network or connected to host network"
_FILTERS = {"dangling", "driver", "id", "label", "name", "scope", "type"}


@router.on("GET", "/networks")
async def _list(host: Host, exchange: Exchange) -> None:
    filters = read_filters(exchange.request, _FILTERS)
    chosen = [
        network
        for network in host.networks
        if all(_passes(host, network, name, values) for name, values in filters.items() if values)
    ]
    await exchange.reply([network_object(network, with_members=False) for network in chosen])


def _passes(host: Host, network: Network, name: str, values: list[str]) -> bool:
    is_own = network.name in PREDEFINED
    match name:
        case "driver":
            return network.driver in values
        case "id":
            return any(network.id.startswith(value) for value in values)
        case "name":
            return any(value in network.name for value in values)
        case "label":
            return labels_pass(network.labels, values)
        case "type":
            return ("builtin" if is_own else "custom") in values
        case "dangling":
            used = any(network.name in container.endpoints for container in host.containers)
            return (not used and not is_own) == (values[0].lower() in ("1", "true"))
        case _:
            return "local" in values


@router.on("POST", "/networks/create")
async def _create(host: Host, exchange: Exchange) -> None:
    body = body_object(exchange.request)
    name, driver = text_at(body, "Name"), text_at(body, "Driver") or "bridge"
    if not name:
        raise BadParameter("invalid name: name is empty")
    if name in PREDEFINED or name == "default":
        raise Forbidden(f"operation is not permitted on predefined {name} network")
    if host.networks.has_name(name):
        raise Conflict(f"network with name {name} already exists")
    if driver not in ("bridge", "macvlan", "ipvlan"):
        raise BadParameter(f"could not find driver {driver}: the embedded engine knows bridge networks")
    addresses = object_at(body, "IPAM")
    gateways = [text_at(pool, "Gateway") for pool in objects_at(addresses, "Config")]
    network = Network(
        id=host.ids.new_id("network"),
        name=name,
        driver=driver,
        created_at_ns=host.clock.now_ns(),
        subnet=_subnet(host, body),
        options=object_at(body, "Options"),
        address_options=object_at(addresses, "Options") if addresses.get("Options") is not None else None,
        labels=text_map_at(body, "Labels"),
        is_internal=flag_at(body, "Internal"),
        is_attachable=flag_at(body, "Attachable"),
        asked_gateway=next(filter(None, gateways), ""),
    )
    host.networks.add(network)
    tell_network(host, network, "create")
    await exchange.reply({"Id": network.id, "Warning": ""}, 201)


def _subnet(host: Host, body: JsonObject) -> ipaddress.IPv4Network:
    for pool in objects_at(object_at(body, "IPAM"), "Config"):
        text = text_at(pool, "Subnet")
        if text:
            try:
                subnet = ipaddress.IPv4Network(text, strict=False)
            except ValueError as error:
                raise BadParameter(f"invalid subnet {text}: {error}") from error
            if host.networks.overlaps(subnet):
                raise Forbidden("Pool overlaps with other one on this address space")
            return subnet
    return host.networks.free_subnet()


@router.on("POST", "/networks/{id}/connect")
async def _connect(host: Host, exchange: Exchange) -> None:
    body = body_object(exchange.request)
    network = host.networks.find(exchange.params["id"])
    container = host.containers.find(text_at(body, "Container"))
    if network.name in container.endpoints:
        raise Forbidden(f"endpoint with name {container.name} already exists in network {network.name}")
    _refuse_private(network, container)
    settings = object_at(body, "EndpointConfig")
    address = text_at(object_at(settings, "IPAMConfig"), "IPv4Address")
    container.endpoints[network.name] = Endpoint(tuple(texts_at(settings, "Aliases")), address)
    if container.is_running:
        await _join(host, network, container)
    container.touch()
    await exchange.reply_nothing(200)


async def _join(host: Host, network: Network, container: Container) -> None:
    try:
        await publish(host, container)
    except ServerError:
        del container.endpoints[network.name]
        raise
    if not container.is_running:  # it ended while its ports were being opened
        withdraw(host, container)
        return
    plug(host, network, container)
    mount_names(host, container)


def _refuse_private(network: Network, container: Container) -> None:
    """Refuse what Docker does: the host's network, another container's and none at all are not shared."""
    if network.name == "host":
        raise BadParameter(_HOST_NETWORK)
    if "host" in container.endpoints or container.network_mode.startswith("container:"):
        raise BadParameter(
            "container sharing network namespace with another container or host "
            "cannot be connected to any other network"
        )
    if container.endpoints and "none" in (network.name, *container.endpoints):
        raise BadParameter(
            "container cannot be connected to multiple networks with one of the networks in private (none) "
            "mode"
        )


@router.on("POST", "/networks/{id}/disconnect")
async def _disconnect(host: Host, exchange: Exchange) -> None:
    body = body_object(exchange.request)
    network = host.networks.find(exchange.params["id"])
    container = host.containers.find(text_at(body, "Container"))
    if network.name not in container.endpoints:
        named = f"network {network.name}" if container.is_running else f"the network {network.name}"
        raise ServerError(f"container {container.id} is not connected to {named}")
    if network.name == "host":
        raise BadParameter(_HOST_NETWORK)
    unplug(host, network, container)
    del container.endpoints[network.name]
    if way_out(host, container) is None:
        withdraw(host, container)
    mount_names(host, container)
    container.touch()
    await exchange.reply_nothing(200)


@router.on("GET", "/networks/{id}")
async def _inspect(host: Host, exchange: Exchange) -> None:
    await exchange.reply(network_object(host.networks.find(exchange.params["id"]), with_members=True))


@router.on("DELETE", "/networks/{id}")
async def _remove(host: Host, exchange: Exchange) -> None:
    network = host.networks.find(exchange.params["id"])
    if network.name in PREDEFINED:
        raise Forbidden(f"{network.name} is a pre-defined network and cannot be removed")
    if network.members:
        raise Forbidden(
            f"error while removing network: network {network.name} id {network.id} has active endpoints"
        )
    host.networks.forget(network)
    tell_network(host, network, "destroy")
    await exchange.reply_nothing()
