"""What stands at a path of a container: asked by those who look for a shell."""

from __future__ import annotations

import base64
import posixpath

from workbench.embedded.errors import BadParameter, NotFound, NotSimulated
from workbench.embedded.host import Host
from workbench.embedded.http import Exchange
from workbench.embedded.payload import encode
from workbench.embedded.routing import Router
from workbench.embedded.world.files import Kind, join

router = Router()
_STAT_HEADER = "X-Docker-Container-Path-Stat"
_GO_FOLDER, _GO_LINK = 1 << 31, 1 << 27
"""The bits by which Go's file modes tell a folder and a link."""


@router.on("HEAD", "/containers/{id}/archive")
async def _stat(host: Host, exchange: Exchange) -> None:
    container = host.containers.find(exchange.params["id"])
    path = exchange.request.text("path")
    if not path:
        raise BadParameter("missing path parameter")
    folder, name = posixpath.split(join("/", path))
    # links on the way are followed, a link at the end is not
    found = container.tree.entry(join(f"/{container.tree.resolve(folder)}", name))
    if found is None:
        raise NotFound(f"Could not find the file {path} in container {container.name}")
    kind = {Kind.FOLDER: _GO_FOLDER, Kind.LINK: _GO_LINK}.get(found.kind, 0)
    told = encode(
        {
            "name": name,
            "size": found.size_bytes,
            "mode": found.mode | kind,
            "mtime": "2025-01-01T00:00:00Z",
            "linkTarget": found.target,
        }
    )
    await exchange.reply_header(_STAT_HEADER, base64.b64encode(told).decode("ascii"))


@router.on("GET", "/containers/{id}/archive")
async def _get(host: Host, exchange: Exchange) -> None:
    raise NotSimulated("the embedded engine copies no files out of containers")


@router.on("PUT", "/containers/{id}/archive")
async def _put(host: Host, exchange: Exchange) -> None:
    raise NotSimulated("the embedded engine copies no files into containers")
