"""Building images with the classic builder."""

from __future__ import annotations

from workbench.embedded.host import Host
from workbench.embedded.http import Exchange
from workbench.embedded.routing import Router

router = Router()


@router.on("POST", "/build")
async def _build(host: Host, exchange: Exchange) -> None:
    from workbench.embedded.builds.answering import answer_build  # an engine that starts builds nothing yet

    await answer_build(host, exchange)
