"""A container's ports on the host: open as long as it is on a network that leads there."""

from __future__ import annotations

import asyncio

from workbench.embedded.errors import ServerError
from workbench.embedded.host import Host
from workbench.embedded.membership import networks_of
from workbench.embedded.payload import JsonObject
from workbench.embedded.ports import object_of_ports
from workbench.embedded.processes.program import Process
from workbench.embedded.world.containers import Container
from workbench.embedded.world.networks import Network


def way_out(host: Host, container: Container) -> Network | None:
    """Give the network by which the host reaches a container: of several, the first by name, as in Docker."""
    leading = [each for each in networks_of(host, container) if each.leads_to_host]
    return min(leading, key=lambda each: each.name, default=None)


def ports_object(host: Host, container: Container) -> JsonObject:
    """Give a container's ports as inspect shows them: none while nothing leads to them."""
    return object_of_ports(container) if container.is_running and way_out(host, container) else {}


async def publish(host: Host, container: Container) -> None:
    """Open the ports that a container wants, unless they are open or nothing leads to them."""

    async def answer(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if isinstance(container.process, Process):
            await container.unpaused.wait()
            await container.process.program.serve(port, reader, writer)

    if container.publications or way_out(host, container) is None:
        return
    try:
        container.publications = await host.ports.publish(container, answer)
    except ServerError as error:
        endpoint = host.ids.new_id("endpoint")
        raise ServerError(
            "driver failed programming external connectivity on endpoint "
            f"{container.name} ({endpoint}): {error}"
        ) from error


def withdraw(host: Host, container: Container) -> None:
    """Close a container's ports."""
    host.ports.release(container)
    container.publications = ()
