"""Containers: list, create, inspect, change, remove."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.embedded import stopping
from workbench.embedded.bodies import body_object
from workbench.embedded.creation import check_container_name, create_container
from workbench.embedded.errors import BadParameter, Conflict, ServerError
from workbench.embedded.filters import labels_pass, read_filters, read_flag
from workbench.embedded.host import Host
from workbench.embedded.http import Exchange
from workbench.embedded.lifecycle import start
from workbench.embedded.membership import tell
from workbench.embedded.payload import encode, object_at
from workbench.embedded.routing import Router
from workbench.embedded.setting_checks import updated
from workbench.embedded.views.containers import container_row, inspect_object, row_bytes, status_text
from workbench.embedded.views.processes import process_table
from workbench.embedded.world.containers import Container, State

router = Router()
_FILTERS = {
    "ancestor", "before", "expose", "exited", "health", "id", "isolation", "is-task", "label", "name",
    "network", "publish", "since", "status", "volume",
}  # fmt: skip
_ID_LENGTH = 64
_PORTS = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(?:tcp|udp|sctp))?")
_LAST_PORT = 65_535
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
    for name in ("publish", "expose"):
        for value in filters.get(name, []):
            _ports_meant(name, value)
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
            return any(_is_named(item.name, value) for value in values)
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
        case "publish":
            published = {each.public_port for each in item.publications}
            return any(published & _ports_meant(name, value) for value in values)
        case "expose":
            exposed = {int(spec.split("/")[0]) for spec in object_at(item.config, "ExposedPorts")}
            return any(exposed & _ports_meant(name, value) for value in values)
        case "is-task":
            return not read_flag({name: values}, name, default=False)
        case "before" | "since":
            other = host.containers.find(values[0]).created_at_ns
            return item.created_at_ns < other if name == "before" else item.created_at_ns > other
        case _:
            return True


def _is_named(name: str, pattern: str) -> bool:
    """Tell whether a name fits a pattern, with Docker's slash before it or without; none fits a bad one."""
    try:
        return any(re.search(pattern, each) for each in (name, f"/{name}"))
    except re.error:
        return name == pattern


def _ports_meant(name: str, text: str) -> set[int]:
    """Read `80`, `80/tcp` or `80-90` as ports; anything else is refused."""
    found = _PORTS.fullmatch(text)
    if not found:
        raise ServerError(f'error while looking up for {name} {text}: parsing "{text}": invalid syntax')
    first, last = int(found[1]), int(found[2] or found[1])
    if not first <= last <= _LAST_PORT:
        raise ServerError(
            f"error while looking up for {name} {text}: Invalid range specified for the Port: {text}"
        )
    return {*range(first, last + 1)}


@router.on("POST", "/containers/create")
async def _create(host: Host, exchange: Exchange) -> None:
    request = exchange.request
    body = body_object(request, refusal=ServerError)
    container = create_container(host, body, request.text("name"), request.text("platform"))
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
    try:
        check_container_name(f"/{name}")
        host.containers.rename(container, name)
    except (BadParameter, Conflict) as error:
        raise type(error)(f"Error when allocating new name: {error.message}") from error
    tell(host, container, "rename", oldName=f"/{before}")
    await exchange.reply_nothing()


@router.on("POST", "/containers/{id}/update")
async def _update(host: Host, exchange: Exchange) -> None:
    settings = body_object(exchange.request, refusal=ServerError)
    container = _found(host, exchange)
    container.host_config = updated(container, settings)
    container.touch()
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
    process = container.process
    if not container.is_running or process is None:
        raise Conflict(f"Container {container.id} is not running")
    table = process_table(
        container, process.commands(), process.program.resident_kilobytes, exchange.request.text("ps_args")
    )
    tell(host, container, "top")
    await exchange.reply(table)


@router.on("GET", "/containers/{id}/changes")
async def _changes(host: Host, exchange: Exchange) -> None:
    changes = _found(host, exchange).tree.changes()
    await exchange.reply([{"Path": path, "Kind": kind} for path, kind in changes] or None)


@router.on("GET", "/containers/{id}/export")
async def _export(host: Host, exchange: Exchange) -> None:
    from workbench.embedded.world.layer_tars import tar_of  # an engine that starts exports nothing yet

    container = _found(host, exchange)
    tell(host, container, "export")
    async with exchange.stream("application/octet-stream") as stream:
        for block in tar_of(dict(container.tree.own_files())):
            await stream.send(block)
