"""Files of a container as tars: what `docker cp` reads and writes."""

from __future__ import annotations

import base64
import posixpath
import stat

from workbench.embedded.errors import BadParameter, NotFound, ServerError
from workbench.embedded.host import Host
from workbench.embedded.http import Exchange
from workbench.embedded.payload import encode, flag_at
from workbench.embedded.routing import Router
from workbench.embedded.world.containers import Container
from workbench.embedded.world.files import Entry, Kind, ReadOnly, join

router = Router()
_TAR_TYPE = "application/x-tar"
_MODE_BITS = {Kind.FILE: 0, Kind.FOLDER: 1 << 31, Kind.LINK: 1 << 27}
_WRITTEN_AT = "2023-11-14T22:13:20Z"


def _found(container: Container, path: str, name: str) -> tuple[str, Entry]:
    wanted = join("", path)
    # As Docker does, links in the folders are followed, and that at the end is not.
    place = posixpath.join(container.tree.resolve(posixpath.dirname(wanted)), posixpath.basename(wanted))
    entry = container.tree.entry(place)
    if entry is None:
        raise NotFound(f"Could not find the file {path} in container {name}")
    return place, entry


def _stat_header(place: str, entry: Entry) -> str:
    facts = encode(
        {
            "name": posixpath.basename(place) or "/",
            "size": entry.size_bytes,
            "mode": _MODE_BITS.get(entry.kind, 0) | stat.S_IMODE(entry.mode),
            "mtime": _WRITTEN_AT,
            "linkTarget": f"/{entry.target.lstrip('/')}" if entry.kind is Kind.LINK else "",
        }
    )
    return f"X-Docker-Container-Path-Stat: {base64.b64encode(facts.strip()).decode()}"


def _asked(host: Host, exchange: Exchange) -> tuple[Container, str]:
    path = exchange.request.text("path")
    if not path:
        raise BadParameter("missing path")
    return host.containers.find(exchange.params["id"]), path


@router.on("GET", "/containers/{id}/archive")
@router.on("HEAD", "/containers/{id}/archive")
async def _read(host: Host, exchange: Exchange) -> None:
    from workbench.embedded.world.layer_tars import tar_of  # an engine that starts copies nothing yet

    container, path = _asked(host, exchange)
    place, entry = _found(container, path, exchange.params["id"])
    name = posixpath.basename(place)
    files = {name: entry} if name else {}
    if entry.kind is Kind.FOLDER:
        files |= {posixpath.join(name, below): each for below, each in container.tree.below(place)}
    body = b"" if exchange.request.method == "HEAD" else b"".join(tar_of(files))
    await exchange.reply_bytes(body, 200, _TAR_TYPE, _stat_header(place, entry))


@router.on("PUT", "/containers/{id}/archive")
async def _write(host: Host, exchange: Exchange) -> None:
    from workbench.embedded.builds.context import read_tar  # an engine that starts copies nothing yet

    container, path = _asked(host, exchange)
    place = container.tree.resolve(join("", path))
    if not container.tree.is_folder(place):
        raise NotFound(f"Could not find the file {path} in container {exchange.params['id']}")
    try:
        for name, entry in read_tar(exchange.request.body).items():
            if not (entry.kind is Kind.FOLDER and container.tree.is_folder(posixpath.join(place, name))):
                container.tree.put(posixpath.join(place, name), entry)
    except ReadOnly as error:
        has_locked_disk = flag_at(container.host_config, "ReadonlyRootfs")
        disk = "container rootfs" if has_locked_disk else "mounted volume"
        raise ServerError(f"{disk} is marked read-only") from error
    await exchange.reply_nothing(200)
