"""Volumes: list, inspect, create, remove."""

from __future__ import annotations

from workbench.embedded.bodies import body_object
from workbench.embedded.errors import Conflict, NotFound
from workbench.embedded.filters import labels_pass, read_filters
from workbench.embedded.host import Host
from workbench.embedded.http import Exchange
from workbench.embedded.payload import text_at, text_map_at
from workbench.embedded.routing import Router
from workbench.embedded.views.networks import volume_object
from workbench.embedded.world.volumes import Volume, check_volume_name

router = Router()
_FILTERS = {"dangling", "driver", "label", "name"}


@router.on("GET", "/volumes")
async def _list(host: Host, exchange: Exchange) -> None:
    filters = read_filters(exchange.request, _FILTERS)
    chosen = [
        volume
        for volume in host.volumes
        if all(_passes(volume, name, values) for name, values in filters.items() if values)
    ]
    await exchange.reply({"Volumes": [volume_object(volume) for volume in chosen], "Warnings": None})


def _passes(volume: Volume, name: str, values: list[str]) -> bool:
    match name:
        case "dangling":
            return (not volume.holders) == (values[0].lower() in ("1", "true"))
        case "driver":
            return volume.driver in values
        case "label":
            return labels_pass(volume.labels or {}, values)
        case _:
            return any(value in volume.name for value in values)


@router.on("POST", "/volumes/create")
async def _create(host: Host, exchange: Exchange) -> None:
    body = body_object(exchange.request)
    name = text_at(body, "Name") or host.ids.new_id("volume")
    volume = host.volumes.get(name)
    if volume is None:
        check_volume_name(name)
        driver = text_at(body, "Driver") or "local"
        if driver != "local":
            raise NotFound(
                f'create {name}: error looking up volume plugin {driver}: plugin "{driver}" not found'
            )
        labels = text_map_at(body, "Labels") if "Labels" in body else None
        options = text_map_at(body, "DriverOpts") or None
        is_anonymous = not text_at(body, "Name")
        volume = Volume(name, host.clock.now_ns(), driver, labels, options, is_anonymous)
        host.volumes.add(volume)
    host.events.emit("volume", "create", name, {"driver": volume.driver})
    await exchange.reply(volume_object(volume), 201)


@router.on("GET", "/volumes/{name}")
async def _inspect(host: Host, exchange: Exchange) -> None:
    await exchange.reply(volume_object(host.volumes.find(exchange.params["name"])))


@router.on("DELETE", "/volumes/{name}")
async def _remove(host: Host, exchange: Exchange) -> None:
    name = exchange.params["name"]
    volume = host.volumes.get(name)
    if volume is None:
        if exchange.request.flag("force"):
            await exchange.reply_nothing()
            return
        raise NotFound(f"get {name}: no such volume")
    if volume.holders:
        raise Conflict(f"remove {name}: volume is in use - [{', '.join(sorted(volume.holders))}]")
    host.volumes.forget(volume)
    host.events.emit("volume", "destroy", name, {"driver": volume.driver})
    await exchange.reply_nothing()
