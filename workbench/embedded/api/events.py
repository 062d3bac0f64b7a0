"""The event stream."""

from __future__ import annotations

import asyncio

from workbench.embedded.clock import parse_moment
from workbench.embedded.events import FILTER_NAMES, Event, passes
from workbench.embedded.filters import read_filters
from workbench.embedded.host import Host
from workbench.embedded.http import Exchange
from workbench.embedded.routing import Router

router = Router()


@router.on("GET", "/events")
async def _events(host: Host, exchange: Exchange) -> None:
    request = exchange.request
    filters = read_filters(request, FILTER_NAMES)
    since_ns = parse_moment(request.text("since")) if request.text("since") else None
    until_ns = parse_moment(request.text("until")) if request.text("until") else None
    listener = host.events.listen()
    remembered = host.events.since(since_ns) if since_ns is not None else []
    try:
        async with exchange.stream() as stream:
            for event in remembered:
                if passes(event, filters) and (until_ns is None or event.at_ns <= until_ns):
                    await stream.send_json(event.as_json())
            while True:
                left = None if until_ns is None else max((until_ns - host.clock.now_ns()) / 1e9, 0)
                coming: Event | None
                try:
                    async with asyncio.timeout(left):
                        coming = await listener.get()
                except TimeoutError:
                    return
                if coming is None:
                    exchange.writer.transport.abort()
                    raise ConnectionResetError("the event stream was cut")
                if passes(coming, filters):
                    await stream.send_json(coming.as_json())
    finally:
        host.events.stop_listening(listener)
