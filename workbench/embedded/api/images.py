"""Images: list, inspect, history, tag, remove, pull, save."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from workbench.embedded.errors import BadParameter, NotFound, NotSimulated, ServerError
from workbench.embedded.filters import labels_pass, moment_before, read_filters
from workbench.embedded.host import Host
from workbench.embedded.http import Exchange
from workbench.embedded.membership import tell_image
from workbench.embedded.payload import encode, text_map_at, texts_at
from workbench.embedded.platforms import check_pulled_platform
from workbench.embedded.pulling import pull, pullable
from workbench.embedded.references import normalize, split_reference
from workbench.embedded.removal import remove_image
from workbench.embedded.routing import Router
from workbench.embedded.views.images import history_objects, image_object, image_row
from workbench.embedded.world.images import Image

router = Router()
_FILTERS = {"dangling", "label", "before", "since", "reference", "until"}
_GATHERED_BYTES = 1 << 18


@router.on("GET", "/images/json")
async def _list(host: Host, exchange: Exchange) -> None:
    request = exchange.request
    filters = read_filters(request, _FILTERS)
    chosen = [
        image
        for image in host.images.listed(with_intermediate=request.flag("all"))
        if all(_passes(host, image, name, values) for name, values in filters.items() if values)
    ]
    shared = host.images.shared_bytes() if request.flag("shared-size") else {}
    rows = [image_row(image, shared_bytes=shared.get(image.id, -1)) for image in chosen]
    patterns = filters.get("reference", [])
    if patterns:
        for row in rows:
            tags = [tag for tag in texts_at(row, "RepoTags") if _is_meant(tag, patterns)]
            names = {split_reference(tag)[0] for tag in tags}
            row["RepoTags"] = tags
            row["RepoDigests"] = [
                each for each in texts_at(row, "RepoDigests") if each.partition("@")[0] in names
            ]
    await exchange.reply(rows)


def _passes(host: Host, image: Image, name: str, values: list[str]) -> bool:
    match name:
        case "dangling":
            return host.images.is_dangling(image) == (values[0].lower() in ("1", "true"))
        case "label":
            return labels_pass(text_map_at(image.config, "Labels"), values)
        case "reference":
            return any(_is_meant(tag, values) for tag in image.tags)
        case "before":
            return image.created_at_ns < host.images.find(values[0]).created_at_ns
        case "since":
            return image.created_at_ns > host.images.find(values[0]).created_at_ns
        case _:
            until_ns = moment_before(values[0], host.clock.now_ns())
            return image.created_at_ns < until_ns


def _is_meant(tag: str, patterns: list[str]) -> bool:
    from fnmatch import fnmatchcase

    names = (tag, split_reference(tag)[0])
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


@router.on("GET", "/images/get")
async def _save_several(host: Host, exchange: Exchange) -> None:
    names = exchange.request.query.get("names", [])
    await _send_archive(exchange, [_named(host, name) for name in names])


@router.on("GET", "/images/search")
async def _search(host: Host, exchange: Exchange) -> None:
    raise NotSimulated("the embedded engine has no registry to search")


@router.on("GET", "/images/{name*}/get")
async def _save(host: Host, exchange: Exchange) -> None:
    await _send_archive(exchange, [_named(host, exchange.params["name"])])


def _named(host: Host, reference: str) -> tuple[Image, list[str]]:
    image = host.images.find(reference)
    names = [normalize(reference)] if normalize(reference) in image.tags else []
    return image, names


async def _send_archive(exchange: Exchange, images: list[tuple[Image, list[str]]]) -> None:
    from workbench.embedded.archives import archive  # an engine that starts saves nothing yet

    async with exchange.stream("application/x-tar") as stream:
        for block in _gathered(archive(images)):
            await stream.send(block)
            await asyncio.sleep(0)


def _gathered(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Put small pieces together; a large one goes as it is: copying bytes is what an archive costs."""
    small: list[bytes] = []
    size = 0
    for piece in pieces:
        small.append(piece)
        size += len(piece)
        if size >= _GATHERED_BYTES:
            if len(piece) >= _GATHERED_BYTES:
                yield b"".join(small[:-1])
                yield piece
            else:
                yield b"".join(small)
            small.clear()
            size = 0
    yield b"".join(small)


@router.on("GET", "/images/{name*}/json")
async def _inspect(host: Host, exchange: Exchange) -> None:
    await exchange.reply(image_object(host.images.find(exchange.params["name"])))


@router.on("GET", "/images/{name*}/history")
async def _history(host: Host, exchange: Exchange) -> None:
    image = host.images.find(exchange.params["name"])
    ancestors: list[Image] = []
    parent = host.images.by_id(image.parent_id)
    while parent:
        ancestors.append(parent)
        parent = host.images.by_id(parent.parent_id)
    await exchange.reply(history_objects(image, ancestors))


@router.on("POST", "/images/create")
async def _pull(host: Host, exchange: Exchange) -> None:
    request = exchange.request
    name, tag = request.text("fromImage"), request.text("tag")
    if not name:
        raise NotSimulated("the embedded engine does not import images from archives")
    if tag:
        name = f"{name}{'@' if tag.startswith('sha256:') else ':'}{tag}"
    full, image = pullable(host, normalize(name))
    check_pulled_platform(request.text("platform"))
    if host.faults.is_disk_full:
        raise ServerError("write /var/lib/docker/tmp/GetImageBlob: no space left on device")
    async with exchange.stream() as stream:
        async for step in pull(host, full, image):
            await stream.send(encode(step).rstrip() + b"\r\n")


@router.on("POST", "/images/{name*}/tag")
async def _tag(host: Host, exchange: Exchange) -> None:
    image = host.images.find(exchange.params["name"])
    repository, tag = exchange.request.text("repo"), exchange.request.text("tag")
    if not repository:
        raise BadParameter("repository name must have at least one component")
    name = host.images.tag(image, f"{repository}:{tag}" if tag else repository, host.clock.now_ns())
    tell_image(host, "tag", image.id, name)
    await exchange.reply_nothing(201)


@router.on("POST", "/images/{name*}/push")
async def _push(host: Host, exchange: Exchange) -> None:
    raise NotSimulated("the embedded engine has no registry to push to")


@router.on("POST", "/images/load")
async def _load(host: Host, exchange: Exchange) -> None:
    raise NotSimulated("the embedded engine does not load images from archives")


@router.on("GET", "/distribution/{name*}/json")
async def _distribution(host: Host, exchange: Exchange) -> None:
    raise NotFound("the embedded engine has no registry, only its own catalogue")


@router.on("DELETE", "/images/{name*}")
async def _remove(host: Host, exchange: Exchange) -> None:
    request = exchange.request
    records = remove_image(
        host, exchange.params["name"], is_forced=request.flag("force"), keeps_parents=request.flag("noprune")
    )
    await exchange.reply(records)
