"""What the engine says of containers, as domain values."""

import re

from workbench.domain.containers import (
    ChangeKind,
    Container,
    ContainerDetail,
    ContainerState,
    FilesystemChange,
    Health,
    HealthProbe,
    Mount,
    NetworkMembership,
    PortMapping,
    ProcessTable,
)
from workbench.domain.raw import EPOCH, Raw
from workbench.domain.text import clean
from workbench.engine.shown_json import shown_json

_OUTPUT_CHARACTERS = 16_384
_HEALTH_IN_STATUS = re.compile(r"\((?:health: )?(healthy|unhealthy|starting)\)")
_CHANGE_KINDS = {0: ChangeKind.MODIFIED, 1: ChangeKind.ADDED, 2: ChangeKind.DELETED}
# Podman's own words for states that Docker names otherwise.
_STATE_WORDS = {"configured": "created", "initialized": "created", "stopped": "exited", "stopping": "running"}


def listed_container(raw: Raw) -> Container:
    """One entry of the container list."""
    status = clean(raw.text("Status"))
    return Container(
        id=raw.text("Id"),
        name=_name(raw.texts("Names")) or raw.text("Id")[:12],
        image=raw.text("Image"),
        image_id=raw.text("ImageID"),
        command=clean(raw.text("Command")),
        created_at=raw.moment("Created") or EPOCH,
        state=state(raw.text("State")),
        status=status,
        health=_listed_health(raw, status),
        ports=_ports(
            [
                (
                    port.number("PrivatePort"),
                    port.text("Type"),
                    port.text("IP"),
                    _host_port(port.number("PublicPort")),
                )
                for port in raw.children("Ports")
            ]
        ),
        networks=_networks(raw),
        labels=raw.pairs("Labels"),
    )


def inspected_container(raw: Raw) -> ContainerDetail:
    """One container as inspect tells it."""
    configuration, host, raw_state = raw.child("Config"), raw.child("HostConfig"), raw.child("State")
    container = _summary(raw)
    has_exited = not container.is_running and container.state is not ContainerState.CREATED
    return ContainerDetail(
        container=container,
        started_at=raw_state.moment("StartedAt"),
        finished_at=raw_state.moment("FinishedAt"),
        exit_code=raw_state.number("ExitCode") if has_exited else None,
        out_of_memory=raw_state.flag("OOMKilled"),
        error=clean(raw_state.text("Error")),
        restart_count=raw.number("RestartCount"),
        restart_policy=_restart_policy(host.child("RestartPolicy")),
        process_id=raw_state.number("Pid"),
        user=configuration.text("User"),
        working_directory=configuration.text("WorkingDir"),
        entrypoint=configuration.texts("Entrypoint"),
        arguments=configuration.texts("Cmd"),
        environment=_environment(configuration),
        mounts=tuple(_mount(each) for each in raw.children("Mounts")),
        has_tty=configuration.flag("Tty"),
        memory_limit_bytes=host.number("Memory"),
        log_driver=host.child("LogConfig").text("Type"),
        health_command=configuration.child("Healthcheck").texts("Test"),
        health_log=tuple(_probe(each) for each in raw_state.child("Health").children("Log")),
        raw_json=shown_json(raw),
    )


def process_table(raw: Raw) -> ProcessTable:
    """The answer of the engine's top."""
    return ProcessTable(
        titles=tuple(clean(title) for title in raw.texts("Titles")),
        rows=tuple(tuple(clean(cell) for cell in row) for row in raw.rows("Processes")),
    )


def filesystem_change(raw: Raw) -> FilesystemChange:
    """One path that a container changed."""
    return FilesystemChange(
        path=clean(raw.text("Path")), kind=_CHANGE_KINDS.get(raw.number("Kind", -1), ChangeKind.UNKNOWN)
    )


def state(word: str) -> ContainerState:
    """A state by the engine's word for it."""
    word = word.lower()
    try:
        return ContainerState(_STATE_WORDS.get(word, word))
    except ValueError:
        return ContainerState.UNKNOWN


def _summary(raw: Raw) -> Container:
    """The inspected container as its line in a list."""
    configuration, raw_state = raw.child("Config"), raw.child("State")
    now = state(raw_state.text("Status"))
    status = f"exited ({raw_state.number('ExitCode')})" if now is ContainerState.EXITED else now.value
    return Container(
        id=raw.text("Id"),
        name=raw.text("Name").removeprefix("/"),
        image=configuration.text("Image"),
        image_id=raw.text("Image"),
        command=clean(" ".join((raw.text("Path"), *raw.texts("Args"))).strip()),
        created_at=raw.moment("Created") or EPOCH,
        state=now,
        status=status,
        health=_health(raw_state.child("Health").text("Status")),
        ports=_inspected_ports(raw),
        networks=_networks(raw),
        labels=configuration.pairs("Labels"),
    )


def _name(names: tuple[str, ...]) -> str:
    """The container's own name: those with a further slash are what linked containers call it."""
    bare = [name.removeprefix("/") for name in names]
    return next((name for name in bare if "/" not in name), "")


def _listed_health(raw: Raw, status: str) -> Health:
    if told := raw.child("Health").text("Status"):
        return _health(told)
    found = _HEALTH_IN_STATUS.search(status)
    return _health(found[1]) if found else Health.NONE


def _health(word: str) -> Health:
    if not word:
        return Health.NONE
    try:
        return Health(word.lower())
    except ValueError:
        return Health.UNKNOWN


def _inspected_ports(raw: Raw) -> tuple[PortMapping, ...]:
    """The ports in force; of a stopped container, those that it would publish."""
    in_force = raw.child("NetworkSettings")
    source, key = (in_force, "Ports") if in_force.keys("Ports") else (raw.child("HostConfig"), "PortBindings")
    found: list[tuple[int, str, str, int | None]] = []
    for name in source.keys(key):
        number, _, protocol = name.partition("/")
        if not number.isdecimal():
            continue
        bindings = source.child(key).children(name)
        found += [
            (int(number), protocol, binding.text("HostIp"), _decimal(binding.text("HostPort")))
            for binding in bindings
        ]
        if not bindings:
            found.append((int(number), protocol, "", None))
    return _ports(found)


def _ports(found: list[tuple[int, str, str, int | None]]) -> tuple[PortMapping, ...]:
    """The ports in order; one published alike on IPv4 and IPv6 counts once."""
    on_ipv4 = {(port, protocol, host_port) for port, protocol, ip, host_port in found if ip == "0.0.0.0"}
    mappings = {
        PortMapping(port, protocol or "tcp", ip, host_port)
        for port, protocol, ip, host_port in found
        if not (ip == "::" and (port, protocol, host_port) in on_ipv4)
    }
    return tuple(
        sorted(
            mappings, key=lambda each: (each.container_port, each.protocol, each.host_ip, each.host_port or 0)
        )
    )


def _host_port(number: int) -> int | None:
    return number or None


def _decimal(text: str) -> int | None:
    return int(text) or None if text.isdecimal() else None


def _networks(raw: Raw) -> tuple[NetworkMembership, ...]:
    found = raw.child("NetworkSettings").named_children("Networks")
    return tuple(
        NetworkMembership(
            name,
            place.text("NetworkID"),
            place.text("IPAddress") or place.text("GlobalIPv6Address"),
            place.texts("Aliases"),
        )
        for name, place in sorted(found, key=lambda each: each[0])
    )


def _restart_policy(raw: Raw) -> str:
    """As the docker command line writes it: a name, and the most tries where there is a limit."""
    name, most = raw.text("Name"), raw.number("MaximumRetryCount")
    return f"{name}:{most}" if most else name


def _environment(configuration: Raw) -> tuple[tuple[str, str], ...]:
    pairs = (entry.partition("=") for entry in configuration.texts("Env"))
    return tuple((name, value) for name, _, value in pairs)


def _mount(raw: Raw) -> Mount:
    return Mount(
        kind=raw.text("Type"),
        source=raw.text("Name") or raw.text("Source"),
        target=raw.text("Destination"),
        read_only=raw.fields.get("RW") is False,
    )


def _probe(raw: Raw) -> HealthProbe:
    lines = raw.text("Output").strip()[:_OUTPUT_CHARACTERS].splitlines()
    return HealthProbe(raw.moment("Start"), raw.number("ExitCode"), "\n".join(map(clean, lines)))
