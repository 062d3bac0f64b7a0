"""Prune: remove what nothing uses."""

from __future__ import annotations

from workbench.embedded.errors import Conflict
from workbench.embedded.filters import labels_pass, read_filters
from workbench.embedded.host import Host
from workbench.embedded.http import Exchange
from workbench.embedded.lifecycle import forget
from workbench.embedded.membership import tell_network
from workbench.embedded.payload import JsonObject, text_map_at
from workbench.embedded.removal import remove_image
from workbench.embedded.routing import Router
from workbench.embedded.world.networks import PREDEFINED

router = Router()


def _told(host: Host, kind: str, reclaimed_bytes: int) -> None:
    host.events.emit(kind, "prune", "", {"reclaimed": str(reclaimed_bytes)})


@router.on("POST", "/containers/prune")
async def _containers(host: Host, exchange: Exchange) -> None:
    filters = read_filters(exchange.request, {"label", "label!", "until"})
    removed: list[str] = []
    reclaimed_bytes = 0
    for container in host.containers:
        is_idle = container.state.value in ("created", "exited")
        if is_idle and labels_pass(container.labels, filters.get("label", [])):
            reclaimed_bytes += container.tree.changed_bytes
            removed.append(container.id)
            forget(host, container, with_volumes=False)
    _told(host, "container", reclaimed_bytes)
    await exchange.reply({"ContainersDeleted": removed or None, "SpaceReclaimed": reclaimed_bytes})


@router.on("POST", "/images/prune")
async def _images(host: Host, exchange: Exchange) -> None:
    filters = read_filters(exchange.request, {"dangling", "label", "label!", "until"})
    only_dangling = filters.get("dangling", ["true"])[0].lower() in ("1", "true")
    before_bytes = host.images.layers_bytes()
    removed: list[JsonObject] = []
    for image in host.images.listed():
        is_wanted = labels_pass(text_map_at(image.config, "Labels"), filters.get("label", []))
        if (image.tags and only_dangling) or not is_wanted or host.containers.using(image):
            continue
        for reference in list(image.tags) or [image.id]:
            try:
                removed += remove_image(host, reference, is_forced=False, keeps_parents=False)
            except Conflict:
                continue
    reclaimed_bytes = before_bytes - host.images.layers_bytes()
    _told(host, "image", reclaimed_bytes)
    await exchange.reply({"ImagesDeleted": removed or None, "SpaceReclaimed": reclaimed_bytes})


@router.on("POST", "/networks/prune")
async def _networks(host: Host, exchange: Exchange) -> None:
    filters = read_filters(exchange.request, {"label", "label!", "until"})
    used = {name for container in host.containers for name in container.endpoints}
    removed: list[str] = []
    for network in host.networks:
        is_wanted = labels_pass(network.labels, filters.get("label", []))
        if network.name not in used and network.name not in PREDEFINED and is_wanted:
            host.networks.forget(network)
            tell_network(host, network, "destroy")
            removed.append(network.name)
    _told(host, "network", 0)
    await exchange.reply({"NetworksDeleted": removed or None})


@router.on("POST", "/volumes/prune")
async def _volumes(host: Host, exchange: Exchange) -> None:
    filters = read_filters(exchange.request, {"label", "label!", "all"})
    takes_all = filters.get("all", ["false"])[0].lower() in ("1", "true")
    removed: list[str] = []
    reclaimed_bytes = 0
    for volume in host.volumes:
        is_wanted = labels_pass(volume.labels or {}, filters.get("label", []))
        if not volume.holders and is_wanted and (takes_all or volume.is_anonymous):
            host.volumes.forget(volume)
            host.events.emit("volume", "destroy", volume.name, {"driver": volume.driver})
            removed.append(volume.name)
            reclaimed_bytes += volume.size_bytes
    _told(host, "volume", reclaimed_bytes)
    await exchange.reply({"VolumesDeleted": removed, "SpaceReclaimed": reclaimed_bytes})


@router.on("POST", "/build/prune")
async def _build_cache(host: Host, exchange: Exchange) -> None:
    _told(host, "builder", 0)
    await exchange.reply({"CachesDeleted": None, "SpaceReclaimed": 0})
