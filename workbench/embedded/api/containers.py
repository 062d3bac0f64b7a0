"""Containers: list, create, inspect, change, remove."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.embedded import stopping
from workbench.embedded.creation import create_container
from workbench.embedded.errors import BadParameter, Conflict, ServerError
from workbench.embedded.filters import labels_pass, read_filters
from workbench.embedded.host import Host
from workbench.embedded.http import Exchange
from workbench.embedded.lifecycle import start
from workbench.embedded.membership import tell
from workbench.embedded.payload import decode_object, encode, object_at, text_at
from workbench.embedded.routing import Router
from workbench.embedded.stats import MEMORY_BYTES
from workbench.embedded.views.containers import container_row, inspect_object, row_bytes, status_text
from workbench.embedded.world.containers import Container, State
from workbench.embedded.world.users import group_number, user_number

router = Router()
_FILTERS = {
    "ancestor", "before", "expose", "exited", "health", "id", "isolation", "is-task", "label", "name",
    "network", "publish", "since", "status", "volume",
}  # fmt: skip
_ID_LENGTH = 64
_SHARED_KILOBYTES = 12_000
_HEALTHS = {"none", "starting", "healthy", "unhealthy"}
_WHOLE_NUMBER = re.compile(r"[-+]?[0-9]{1,18}")
_STATES = {state.value for state in State} | {"removing", "dead"}


def _found(host: Host, exchange: Exchange) -> Container:
    return host.containers.find(exchange.params["id"])


@router.on("GET", "/containers/json")
async def _list(host: Host, exchange: Exchange) -> None:
    request = exchange.request
    filters = read_filters(request, _FILTERS)
    _check_filters(filters)
    shows_all = request.flag("all") or bool(filters.get("status") or filters.get("exited"))
    limit = request.number("limit", 0)
    chosen = [
        item
        for item in _candidates(host, filters.get("id", []))
        if (shows_all or limit or item.is_running) and _passes(host, item, filters)
    ]
    chosen.sort(key=lambda item: -item.created_at_ns)
    chosen = chosen[:limit] if limit > 0 else chosen
    now_ns = host.clock.now_ns()
    if request.flag("size"):
        rows = [
            encode(container_row(host, item, status_text(item, now_ns), with_size=True)).rstrip()
            for item in chosen
        ]
    else:
        rows = [row_bytes(host, item, now_ns) for item in chosen]
    await exchange.reply_bytes(b"[" + b",".join(rows) + b"]\n")


def _check_filters(filters: dict[str, list[str]]) -> None:
    for status in filters.get("status", []):
        if status not in _STATES:
            raise BadParameter(f"Invalid filter 'status={status}'")
    for code in filters.get("exited", []):
        if not _WHOLE_NUMBER.fullmatch(code):
            raise ServerError(f'strconv.Atoi: parsing "{code}": invalid syntax')
    for health in filters.get("health", []):
        if health not in _HEALTHS:
            raise BadParameter(f"Unrecognised filter value for health: {health}")


def _candidates(host: Host, ids: list[str]) -> Iterable[Container]:
    """The containers with these full ids, found without the others; all where an id may be a beginning."""
    if not ids or any(len(each) < _ID_LENGTH for each in ids):
        return host.containers
    return [found for each in dict.fromkeys(ids) if (found := host.containers.by_id(each))]


def _passes(host: Host, item: Container, filters: dict[str, list[str]]) -> bool:
    return all(_passes_one(host, item, name, values) for name, values in filters.items() if values)


def _passes_one(host: Host, item: Container, name: str, values: list[str]) -> bool:
    match name:
        case "id":
            return item.id.startswith(tuple(values))
        case "name":
            return any(
                value.strip("^$/") in item.name if "^" not in value else _anchored(value, item)
                for value in values
            )
        case "status":
            return item.state.value in values
        case "label":
            return labels_pass(item.labels, values)
        case "exited":
            return item.state is State.EXITED and item.exit_code in map(int, values)
        case "ancestor":
            names = {item.image_name, item.image.id, item.image.short_id, *item.image.tags}
            return any(value in names or f"{value}:latest" in names for value in values)
        case "network":
            ids = {host.networks.find(each).id for each in item.endpoints if host.networks.has_name(each)}
            return any(
                value in item.endpoints or any(each.startswith(value) for each in ids) for value in values
            )
        case "volume":
            return any(value in (mount.name, mount.destination) for mount in item.mounts for value in values)
        case "health":
            return (item.health.status if item.health else "none") in values
        case "publish" | "expose":
            return any(
                int(value.split("/")[0]) in _port_numbers(item)
                for value in values
                if value.split("/")[0].isdigit()
            )
        case "before" | "since":
            other = host.containers.find(values[0]).created_at_ns
            return item.created_at_ns < other if name == "before" else item.created_at_ns > other
        case _:
            return True


def _anchored(value: str, item: Container) -> bool:
    wanted = value.removeprefix("^").removeprefix("/")
    return item.name == wanted.removesuffix("$") if wanted.endswith("$") else item.name.startswith(wanted)


def _port_numbers(item: Container) -> set[int]:
    exposed = {int(spec.split("/")[0]) for spec in object_at(item.config, "ExposedPorts")}
    return exposed | {each.public_port for each in item.publications}


@router.on("POST", "/containers/create")
async def _create(host: Host, exchange: Exchange) -> None:
    container = create_container(host, decode_object(exchange.request.body), exchange.request.text("name"))
    await exchange.reply({"Id": container.id, "Warnings": []}, 201)


@router.on("GET", "/containers/{id}/json")
async def _inspect(host: Host, exchange: Exchange) -> None:
    container = _found(host, exchange)
    await exchange.reply(inspect_object(host, container, with_size=exchange.request.flag("size")))


@router.on("POST", "/containers/{id}/start")
async def _start(host: Host, exchange: Exchange) -> None:
    await start(host, _found(host, exchange))
    await exchange.reply_nothing()


def _grace(exchange: Exchange) -> int | None:
    return exchange.request.number("t", 0) if exchange.request.text("t") else None


@router.on("POST", "/containers/{id}/stop")
async def _stop(host: Host, exchange: Exchange) -> None:
    await stopping.stop(host, _found(host, exchange), _grace(exchange), exchange.request.text("signal"))
    await exchange.reply_nothing()


@router.on("POST", "/containers/{id}/restart")
async def _restart(host: Host, exchange: Exchange) -> None:
    await stopping.restart(host, _found(host, exchange), _grace(exchange), exchange.request.text("signal"))
    await exchange.reply_nothing()


@router.on("POST", "/containers/{id}/kill")
async def _kill(host: Host, exchange: Exchange) -> None:
    stopping.kill(host, _found(host, exchange), exchange.request.text("signal"))
    await exchange.reply_nothing()


@router.on("POST", "/containers/{id}/pause")
async def _pause(host: Host, exchange: Exchange) -> None:
    stopping.pause(host, _found(host, exchange))
    await exchange.reply_nothing()


@router.on("POST", "/containers/{id}/unpause")
async def _unpause(host: Host, exchange: Exchange) -> None:
    stopping.unpause(host, _found(host, exchange))
    await exchange.reply_nothing()


@router.on("POST", "/containers/{id}/rename")
async def _rename(host: Host, exchange: Exchange) -> None:
    container = _found(host, exchange)
    name = exchange.request.text("name").removeprefix("/")
    if not name:
        raise BadParameter("Neither old nor new names may be empty")
    if name == container.name:
        raise BadParameter("Renaming a container with the same name as its current name")
    before = container.name
    host.containers.rename(container, name)
    tell(host, container, "rename", oldName=f"/{before}")
    await exchange.reply_nothing()


@router.on("POST", "/containers/{id}/update")
async def _update(host: Host, exchange: Exchange) -> None:
    container = _found(host, exchange)
    container.host_config = {**container.host_config, **decode_object(exchange.request.body)}
    tell(host, container, "update")
    await exchange.reply({"Warnings": None})


@router.on("DELETE", "/containers/{id}")
async def _remove(host: Host, exchange: Exchange) -> None:
    request = exchange.request
    await stopping.remove(
        host, _found(host, exchange), is_forced=request.flag("force"), with_volumes=request.flag("v")
    )
    await exchange.reply_nothing()


@router.on("GET", "/containers/{id}/top")
async def _top(host: Host, exchange: Exchange) -> None:
    container = _found(host, exchange)
    if not container.is_running or container.process is None:
        raise Conflict(f"Container {container.id} is not running")
    user = text_at(container.config, "User").split(":")[0] or "root"
    commands = container.process.program.commands()
    resident = container.process.program.resident_kilobytes
    sizes = [f"{resident * 102_400 / MEMORY_BYTES:.1f}", str(resident + _SHARED_KILOBYTES), str(resident)]
    tell(host, container, "top")
    asked = re.search(r"-\w*o\s*(\S+)", exchange.request.text("ps_args"))
    if asked:
        titles, rows = _chosen_columns(container, asked[1].split(","), commands)
    elif "aux" in exchange.request.text("ps_args"):
        titles = ["USER", "PID", "%CPU", "%MEM", "VSZ", "RSS", "TTY", "STAT", "START", "TIME", "COMMAND"]
        rows = [
            [user, str(container.pid + at), "0.0", *sizes, "?", "Ss", "00:00", "0:00", line]
            for at, line in enumerate(commands)
        ]
    else:
        titles = ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]
        parents = [str(container.pid - 20), *[str(container.pid)] * len(commands)]
        rows = [
            [user, str(container.pid + at), parents[at], "0", "00:00", "?", "00:00:00", line]
            for at, line in enumerate(commands)
        ]
    await exchange.reply({"Processes": rows, "Titles": titles})


def _chosen_columns(
    container: Container, names: list[str], commands: list[str]
) -> tuple[list[str], list[list[str]]]:
    """Give the columns that a client named: numbers, not names, for users and groups."""
    asked = text_at(container.config, "User")
    user, group = str(user_number(container.tree, asked)), str(group_number(container.tree, asked))
    known = {"uid": user, "gid": group, "ppid": str(container.pid), "comm": "", "args": "", "pid": ""}
    rows: list[list[str]] = []
    for at, line in enumerate(commands):
        own = known | {"pid": str(container.pid + at), "args": line, "comm": line.partition(" ")[0]}
        rows.append([own.get(name, "-") for name in names])
    titles = ["COMMAND" if name in ("args", "comm") else name.upper() for name in names]
    return titles, rows


@router.on("GET", "/containers/{id}/changes")
async def _changes(host: Host, exchange: Exchange) -> None:
    changes = _found(host, exchange).tree.changes()
    await exchange.reply([{"Path": path, "Kind": kind} for path, kind in changes] or None)
