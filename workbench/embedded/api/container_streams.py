"""What flows out of containers: logs, an attached terminal, statistics, the end."""

from __future__ import annotations

import asyncio

from workbench.embedded.clock import parse_moment
from workbench.embedded.errors import BadParameter, NotSimulated
from workbench.embedded.host import Host
from workbench.embedded.http import MULTIPLEXED_TYPE, RAW_STREAM_TYPE, Exchange
from workbench.embedded.logs import Record, Source, rendered
from workbench.embedded.membership import tell
from workbench.embedded.payload import JsonValue, object_at, text_at
from workbench.embedded.routing import Router
from workbench.embedded.stats import Sampler
from workbench.embedded.world.containers import Container, State

router = Router()
_FOREVER_NS = 1 << 63


class _Wanted:
    """Which records a client asked for, and how it wants them."""

    def __init__(self, exchange: Exchange, container: Container) -> None:
        request = exchange.request
        sources = [(Source.STDOUT, request.flag("stdout")), (Source.STDERR, request.flag("stderr"))]
        self.sources = {source for source, is_wanted in sources if is_wanted}
        self.since_ns = parse_moment(request.text("since") or "0") or 0
        self.until_ns = parse_moment(request.text("until") or "0") or _FOREVER_NS
        self.with_time = request.flag("timestamps")
        self.with_details = request.flag("details")
        self.has_tty = container.has_tty

    def data(self, records: list[Record]) -> bytes:
        """Give the records that pass, ready for the wire."""
        return b"".join(
            rendered(record, has_tty=self.has_tty, with_time=self.with_time, with_details=self.with_details)
            for record in records
            if record.source in self.sources and self.since_ns <= record.at_ns <= self.until_ns
        )


@router.on("GET", "/containers/{id}/logs")
async def _logs(host: Host, exchange: Exchange) -> None:
    container = host.containers.find(exchange.params["id"])
    if text_at(object_at(container.host_config, "LogConfig"), "Type") == "none":
        raise NotSimulated("configured logging driver does not support reading")
    wanted = _Wanted(exchange, container)
    if not wanted.sources:
        raise BadParameter("Bad parameters: you must choose at least one stream")
    tail = exchange.request.text("tail", "all")
    number = container.logs.tail_number(int(tail)) if tail.isdigit() else 0
    follows = exchange.request.flag("follow")
    reading = container.logs.follow(number)
    try:
        async with exchange.stream(RAW_STREAM_TYPE if container.has_tty else MULTIPLEXED_TYPE) as stream:
            while True:
                records = reading.batch()
                await stream.send(wanted.data(records))
                if not records and not (follows and await reading.more()):
                    return
    finally:
        reading.leave()


@router.on("POST", "/containers/{id}/attach")
async def _attach(host: Host, exchange: Exchange) -> None:
    container = host.containers.find(exchange.params["id"])
    wanted = _Wanted(exchange, container)
    number = 0 if exchange.request.flag("logs") else container.logs.end
    if container.state in (State.CREATED, State.EXITED) and exchange.request.flag("stream"):
        container.logs.open()
    await exchange.hijack()
    tell(host, container, "attach")
    feeding = host.spawn(_feed(exchange, container)) if exchange.request.flag("stdin") else None
    reading = container.logs.follow(number)
    try:
        while exchange.request.flag("stream") or reading.number < container.logs.end:
            records = reading.batch()
            exchange.writer.write(wanted.data(records))
            await exchange.writer.drain()
            if not records and not await reading.more():
                return
    finally:
        reading.leave()
        if feeding:
            feeding.cancel()


async def _feed(exchange: Exchange, container: Container) -> None:
    while True:
        data = await exchange.reader.read(65_536)
        await container.begun.wait()
        if container.process is None:
            return
        await container.process.program.feed(data)
        if not data:
            return


@router.on("POST", "/containers/{id}/resize")
async def _resize(host: Host, exchange: Exchange) -> None:
    terminal = host.containers.find(exchange.params["id"]).terminal
    terminal.columns = exchange.request.number("w", terminal.columns)
    terminal.lines = exchange.request.number("h", terminal.lines)
    await exchange.reply_nothing(200)


@router.on("POST", "/containers/{id}/wait")
async def _wait(host: Host, exchange: Exchange) -> None:
    container = host.containers.find(exchange.params["id"])
    condition = exchange.request.text("condition", "not-running")
    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    if condition == "removed":
        container.removal_waiters.append(ended)
    elif condition == "not-running" and not container.is_running and container.state is not State.RESTARTING:
        ended.set_result(container.exit_code)
    else:
        container.exit_waiters.append(ended)
    async with exchange.stream() as stream:
        code = await ended
        await stream.send_json({"Error": None, "StatusCode": code})


@router.on("GET", "/containers/{id}/stats")
async def _stats(host: Host, exchange: Exchange) -> None:
    container = host.containers.find(exchange.params["id"])
    sampler = Sampler(host, container)
    request = exchange.request
    if not request.flag("stream", default=True):
        first: JsonValue = sampler.sample()
        if not request.flag("one-shot") and container.is_running:
            await host.clock.wait(1.0)
            first = sampler.sample()
        await exchange.reply(first)
        return
    async with exchange.stream() as stream:
        while host.containers.by_id(container.id):
            await stream.send_json(sampler.sample())
            await host.clock.beat(1.0 if host.clock.speed else 0.2)
