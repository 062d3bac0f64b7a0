"""Prune: remove what nothing uses."""

from __future__ import annotations

from workbench.embedded.errors import Conflict
from workbench.embedded.filters import prune_filters, read_filters, read_flag
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
    wanted = prune_filters(filters, host.clock.now_ns())
    removed: list[str] = []
    reclaimed_bytes = 0
    for container in host.containers:
        is_idle = container.state.value in ("created", "exited")
        if is_idle and wanted.take(container.labels, container.created_at_ns):
            reclaimed_bytes += container.tree.changed_bytes
            removed.append(container.id)
            forget(host, container, with_volumes=False)
    _told(host, "container", reclaimed_bytes)
    await exchange.reply({"ContainersDeleted": removed or None, "SpaceReclaimed": reclaimed_bytes})


@router.on("POST", "/images/prune")
async def _images(host: Host, exchange: Exchange) -> None:
    filters = read_filters(exchange.request, {"dangling", "label", "label!", "until"})
    wanted = prune_filters(filters, host.clock.now_ns())
    only_dangling = read_flag(filters, "dangling", default=True)
    before_bytes = host.images.layers_bytes()
    removed: list[JsonObject] = []
    for image in host.images.listed():
        is_wanted = wanted.take(text_map_at(image.config, "Labels"), image.created_at_ns)
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
    wanted = prune_filters(filters, host.clock.now_ns())
    used = {name for container in host.containers for name in container.endpoints}
    removed: list[str] = []
    for network in host.networks:
        is_wanted = wanted.take(network.labels, network.created_at_ns)
        if network.name not in used and network.name not in PREDEFINED and is_wanted:
            host.networks.forget(network)
            tell_network(host, network, "destroy")
            removed.append(network.name)
    _told(host, "network", 0)
    await exchange.reply({"NetworksDeleted": removed or None})


@router.on("POST", "/volumes/prune")
async def _volumes(host: Host, exchange: Exchange) -> None:
    filters = read_filters(exchange.request, {"label", "label!", "all"})
    wanted = prune_filters(filters, host.clock.now_ns())
    takes_all = read_flag(filters, "all", default=False)
    removed: list[str] = []
    reclaimed_bytes = 0
    for volume in host.volumes:
        is_wanted = wanted.take(volume.labels or {}, volume.created_at_ns)
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
