"""What `docker run` would ask the engine for, as the Engine API writes it."""

from workbench.domain.commands import RunContainer
from workbench.domain.containers import PortMapping
from workbench.domain.health import HealthCheck
from workbench.engine.calls import Json

_NANOSECONDS = 1_000_000_000


def container_configuration(command: RunContainer) -> dict[str, Json]:
    """The body of a container's creation; what the command leaves open is left to the image."""
    return {
        "Image": command.image,
        # The command line can write one word as the entrypoint; the others stand before the command.
        "Entrypoint": list(command.entrypoint[:1]) or None,
        "Cmd": [*command.entrypoint[1:], *command.command] or None,
        "Env": [f"{name}={value}" for name, value in command.environment],
        "Labels": dict(command.labels),
        "User": command.user,
        "WorkingDir": command.working_directory,
        "ExposedPorts": {_port_key(port): {} for port in command.ports},
        "Healthcheck": _health(command.health_check) if command.health_check else None,
        "HostConfig": _host(command),
        "NetworkingConfig": _networking(command),
    }


def _host(command: RunContainer) -> dict[str, Json]:
    policy, _, most = command.restart_policy.partition(":")
    return {
        "NetworkMode": command.network or "default",
        "Binds": [mount.argument for mount in command.mounts],
        "PortBindings": _bindings(command.ports),
        "RestartPolicy": {
            "Name": policy or "no",
            "MaximumRetryCount": int(most) if most.isdecimal() else 0,
        },
    }


def _networking(command: RunContainer) -> dict[str, Json]:
    """The place on the network, which only a network with names of its own needs to be told."""
    if not command.network or not command.network_aliases:
        return {}
    return {"EndpointsConfig": {command.network: {"Aliases": list(command.network_aliases)}}}


def _bindings(ports: tuple[PortMapping, ...]) -> dict[str, Json]:
    """Where each port is published; a port without a host port gets one from the engine."""
    bindings: dict[str, list[Json]] = {}
    for port in ports:
        published = "" if port.host_port is None else str(port.host_port)
        bindings.setdefault(_port_key(port), []).append({"HostIp": port.host_ip, "HostPort": published})
    return dict(bindings)


def _port_key(port: PortMapping) -> str:
    return f"{port.container_port}/{port.protocol}"


def _health(check: HealthCheck) -> dict[str, Json]:
    """A check; a time of 0 means the default."""
    return {
        "Test": list(check.test),
        "Interval": _nanoseconds(check.interval_seconds),
        "Timeout": _nanoseconds(check.timeout_seconds),
        "StartPeriod": _nanoseconds(check.start_period_seconds),
        "Retries": check.retries or 0,
    }


def _nanoseconds(seconds: float | None) -> int:
    # In whole milliseconds, as the command line writes it, so that both ask for the same.
    return round((seconds or 0) * 1000) * (_NANOSECONDS // 1000)
