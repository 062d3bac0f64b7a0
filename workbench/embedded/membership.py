"""A container's events, and its coming and going on networks."""

from __future__ import annotations

from workbench.embedded.host import Host
from workbench.embedded.world.containers import Container, Endpoint
from workbench.embedded.world.networks import Network


def tell(host: Host, container: Container, action: str, **extra: str) -> None:
    """Emit a container's event."""
    attributes = {**container.labels, "image": container.image_name, "name": container.name, **extra}
    host.events.emit("container", action, container.id, attributes)


def tell_image(host: Host, action: str, image_id: str, name: str) -> None:
    """Emit an image's event."""
    host.events.emit("image", action, image_id, {"name": name})


def tell_network(host: Host, network: Network, action: str, container: Container | None = None) -> None:
    """Emit a network's event."""
    member = {"container": container.id} if container else {}
    host.events.emit("network", action, network.id, {**member, "name": network.name, "type": network.driver})


def networks_of(host: Host, container: Container) -> list[Network]:
    """List the networks that a container belongs to."""
    return [host.networks.find(name) for name in container.endpoints if host.networks.has_name(name)]


def plug(host: Host, network: Network, container: Container) -> None:
    """Give a container an address on a network that it belongs to."""
    endpoint = container.endpoints.setdefault(network.name, Endpoint())
    network.join(container, endpoint, host.ids.new_id("endpoint"))
    tell_network(host, network, "connect", container)


def unplug(host: Host, network: Network, container: Container) -> None:
    """Take a container's address on a network back; it still belongs there."""
    if container.id in network.members:
        network.leave(container)
        tell_network(host, network, "disconnect", container)
