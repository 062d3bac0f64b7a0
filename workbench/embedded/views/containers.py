"""How containers look in lists and to inspect."""

from __future__ import annotations

import shlex

from workbench.embedded.clock import iso
from workbench.embedded.host import Host
from workbench.embedded.payload import JsonObject, JsonValue, encode, text_at
from workbench.embedded.publishing import ports_object
from workbench.embedded.views.ages import ago, duration
from workbench.embedded.views.host_config import HOST_CONFIG_DEFAULTS
from workbench.embedded.views.storage import ENGINE_ROOT, graph_driver
from workbench.embedded.world.containers import Container, Endpoint, Health, Mount, State
from workbench.embedded.world.networks import PREDEFINED

_NANOSECONDS = 1_000_000_000


def status_text(container: Container, now_ns: int) -> str:
    """Give the words of the STATUS column."""
    up = duration((now_ns - container.started_at_ns) / _NANOSECONDS)
    health = container.health
    mark = f" ({'health: starting' if health.status == 'starting' else health.status})" if health else ""
    match container.state:
        case State.CREATED:
            return "Created"
        case State.RUNNING:
            return f"Up {up}{mark}"
        case State.PAUSED:
            return f"Up {up} (Paused)"
        case State.RESTARTING:
            return f"Restarting ({container.exit_code}) {ago(now_ns, container.finished_at_ns)}"
        case State.EXITED:
            return f"Exited ({container.exit_code}) {ago(now_ns, container.finished_at_ns)}"


def row_bytes(host: Host, container: Container, now_ns: int) -> bytes:
    """Give a container's row in a list, ready for the wire; kept while nothing in it changes."""
    status = status_text(container, now_ns)
    key = (container.revision, container.state, status, *container.image.tags)
    if container.cached_row and container.cached_row[0] == key:
        return container.cached_row[1]
    row = encode(container_row(host, container, status)).rstrip()
    container.cached_row = (key, row)
    return row


def container_row(
    host: Host, container: Container, status: str, *, with_size: bool = False
) -> dict[str, JsonValue]:
    """Give a container's row in a list."""
    row: dict[str, JsonValue] = {
        "Id": container.id,
        "Names": [f"/{container.name}"],
        "Image": container.image_name if container.image_name in _names_of(container) else container.image.id,
        "ImageID": container.image.id,
        "Command": command_text(container.argv),
        "Created": container.created_at_ns // _NANOSECONDS,
        "Ports": _ports(host, container),
        "Labels": container.labels,
        "State": container.state.value,
        "Status": status,
        "HostConfig": {"NetworkMode": container.network_mode},
        "NetworkSettings": {"Networks": endpoints_object(host, container, with_aliases=False)},
        "Mounts": [mount_object(mount) for mount in container.mounts],
    }
    if with_size:
        if container.tree.changed_bytes:
            row["SizeRw"] = container.tree.changed_bytes
        row["SizeRootFs"] = container.image.size_bytes + container.tree.changed_bytes
    return row


def _names_of(container: Container) -> set[str]:
    names = {container.image.id, container.image.id[7:], container.image.short_id, *container.image.tags}
    return names | {name.removesuffix(":latest") for name in container.image.tags}


def command_text(argv: tuple[str, ...]) -> str:
    """Write a command line as Docker shows it."""
    return " ".join(word if word and not set(word) & set(" \t\n'\"") else shlex.quote(word) for word in argv)


def _ports(host: Host, container: Container) -> list[JsonObject]:
    shown: list[JsonObject] = [
        {
            "IP": item.host_ip,
            "PrivatePort": item.private_port,
            "PublicPort": item.public_port,
            "Type": item.protocol,
        }
        for item in container.publications
    ]
    for spec, bindings in ports_object(host, container).items():
        if not bindings:
            number, _, protocol = spec.partition("/")
            shown.append({"PrivatePort": int(number), "Type": protocol or "tcp"})
    return shown


def endpoints_object(host: Host, container: Container, *, with_aliases: bool = True) -> dict[str, JsonValue]:
    """Give a container's networks by name."""
    return {
        name: _endpoint(host, container, name, item, with_aliases)
        for name, item in container.endpoints.items()
    }


def _endpoint(
    host: Host, container: Container, name: str, endpoint: Endpoint, with_aliases: bool
) -> dict[str, JsonValue]:
    network = host.networks.find(name) if host.networks.has_name(name) else None
    is_plugged = bool(endpoint.endpoint_id)
    aliases: list[str] | None = None
    if network and name not in PREDEFINED:
        # The short id becomes a name when the container first runs.
        aliases = [*endpoint.aliases, *([container.id[:12]] if container.started_at_ns else [])]
    wanted: JsonValue = {"IPv4Address": endpoint.wanted_address} if endpoint.wanted_address else None
    return {
        "IPAMConfig": wanted,
        "Links": None,
        "Aliases": aliases if with_aliases else None,
        "NetworkID": network.id if network and (is_plugged or container.state is not State.CREATED) else "",
        "EndpointID": endpoint.endpoint_id,
        "Gateway": network.gateway if network and endpoint.address else "",
        "IPAddress": endpoint.address,
        "IPPrefixLen": network.prefix_length if network and endpoint.address else 0,
        "IPv6Gateway": "",
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "MacAddress": endpoint.mac,
        "DriverOpts": None,
        "DNSNames": [container.name, *(aliases or [])] if aliases else None,
    }


def mount_object(mount: Mount) -> JsonObject:
    """Give a mount as lists and inspect show it."""
    value: dict[str, JsonValue] = {"Type": mount.kind}
    if mount.kind == "volume":
        value |= {
            "Name": mount.name,
            "Source": mount.source,
            "Destination": mount.destination,
            "Driver": "local",
        }
    else:
        value |= {"Source": mount.source, "Destination": mount.destination}
    propagation = "" if mount.kind == "volume" else "rprivate"
    return {**value, "Mode": mount.mode, "RW": mount.is_writable, "Propagation": propagation}


def inspect_object(host: Host, container: Container, *, with_size: bool = False) -> JsonObject:
    """Give all that is known of a container."""
    folder = f"{ENGINE_ROOT}/containers/{container.id}"
    was_started = container.started_at_ns > 0
    value: dict[str, JsonValue] = {
        "Id": container.id,
        "Created": iso(container.created_at_ns),
        "Path": container.argv[0] if container.argv else "",
        "Args": list(container.argv[1:]),
        "State": _state(container),
        "Image": container.image.id,
        "ResolvConfPath": f"{folder}/resolv.conf" if was_started else "",
        "HostnamePath": f"{folder}/hostname" if was_started else "",
        "HostsPath": f"{folder}/hosts" if was_started else "",
        "LogPath": f"{folder}/{container.id}-json.log" if was_started else "",
        "Name": f"/{container.name}",
        "RestartCount": container.restart_count,
        "Driver": "overlay2",
        "Platform": "linux",
        "MountLabel": "",
        "ProcessLabel": "",
        "AppArmorProfile": "",
        "ExecIDs": list(container.execs) or None,
        "HostConfig": {**HOST_CONFIG_DEFAULTS, **container.host_config},
        "GraphDriver": graph_driver(container.id),
        "Mounts": [mount_object(mount) for mount in container.mounts],
        "Config": container.config,
        "NetworkSettings": _network_settings(host, container),
    }
    if with_size:
        value["SizeRw"] = container.tree.changed_bytes
        value["SizeRootFs"] = container.image.size_bytes + container.tree.changed_bytes
    return value


def _state(container: Container) -> dict[str, JsonValue]:
    state: dict[str, JsonValue] = {
        "Status": container.state.value,
        "Running": container.is_running or container.state is State.RESTARTING,
        "Paused": container.state is State.PAUSED,
        "Restarting": container.state is State.RESTARTING,
        "OOMKilled": container.is_out_of_memory,
        "Dead": False,
        "Pid": container.pid,
        "ExitCode": container.exit_code,
        "Error": container.error,
        "StartedAt": iso(container.started_at_ns),
        "FinishedAt": iso(container.finished_at_ns),
    }
    if container.health:
        state["Health"] = _health(container.health)
    return state


def _health(health: Health) -> JsonObject:
    return {
        "Status": health.status,
        "FailingStreak": health.failing_streak,
        "Log": [
            {
                "Start": iso(probe.started_at_ns),
                "End": iso(probe.ended_at_ns),
                "ExitCode": probe.exit_code,
                "Output": probe.output,
            }
            for probe in health.probes
        ],
    }


def _network_settings(host: Host, container: Container) -> JsonObject:
    endpoints = endpoints_object(host, container)
    bridge = endpoints.get("bridge")
    default: JsonObject = bridge if isinstance(bridge, dict) else {}
    number = default.get("IPPrefixLen")
    return {
        "Bridge": "",
        "SandboxID": container.id[::-1] if container.is_running else "",
        "HairpinMode": False,
        "LinkLocalIPv6Address": "",
        "LinkLocalIPv6PrefixLen": 0,
        "Ports": ports_object(host, container),
        "SandboxKey": f"/var/run/docker/netns/{container.id[:12]}" if container.is_running else "",
        "SecondaryIPAddresses": None,
        "SecondaryIPv6Addresses": None,
        "EndpointID": text_at(default, "EndpointID"),
        "Gateway": text_at(default, "Gateway"),
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "IPAddress": text_at(default, "IPAddress"),
        "IPPrefixLen": number if isinstance(number, int) else 0,
        "IPv6Gateway": "",
        "MacAddress": text_at(default, "MacAddress"),
        "Networks": endpoints,
    }
