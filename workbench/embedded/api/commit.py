"""Making an image of a container."""

from __future__ import annotations

from workbench.embedded.host import Host
from workbench.embedded.http import Exchange
from workbench.embedded.routing import Router

router = Router()


@router.on("POST", "/commit")
async def _commit(host: Host, exchange: Exchange) -> None:
    from workbench.embedded.committing import answer_commit  # an engine that starts commits nothing yet

    await answer_commit(host, exchange)
