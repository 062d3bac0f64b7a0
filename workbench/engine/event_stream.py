"""The engine's events as a stream that outlives a restart of the engine."""

import threading
from collections import deque
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from workbench.domain.errors import WorkbenchError
from workbench.domain.events import EngineEvent, StreamLost, StreamRestored
from workbench.domain.raw import Raw, raw_object
from workbench.engine.calls import get
from workbench.engine.failures import translated
from workbench.engine.json_lines import JsonLines
from workbench.engine.moments import nanoseconds_since_epoch
from workbench.engine.raw_socket import MakeClient, RawBody, open_body

_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 2.0
# The engine replays at most 256 events; twice that tells each repeat.
_REMEMBERED_EVENTS = 512

_Identity = tuple[int, str, str]


class EventStream:
    """Events in the engine's order; a lost engine is waited for until the stream is closed."""

    def __init__(self, make_client: MakeClient, since_ns: int | None) -> None:
        self._make_client = make_client
        self._since_ns = since_ns
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._body: RawBody | None = None
        self._remembered: deque[_Identity] = deque(maxlen=_REMEMBERED_EVENTS)
        self._failure = ""
        self._connect()

    def close(self) -> None:
        """End it, from any thread, within milliseconds, even while it waits for the engine."""
        self._closed.set()
        with self._lock:
            body = self._body
        if body is not None:
            body.close()

    def __iter__(self) -> Iterator[EngineEvent | StreamLost | StreamRestored]:
        while not self._closed.is_set():
            if self._body is not None:
                yield from self._read(self._body)
            if self._closed.is_set():
                return
            yield StreamLost(self._failure)
            if self._reconnect():
                yield StreamRestored()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, body: RawBody) -> Iterator[EngineEvent]:
        lines = JsonLines()
        self._failure = "The engine ended the event stream."
        try:
            while block := body.read():
                for raw in lines.feed(block):
                    event = read_event(raw)
                    if event is not None and self._is_new(event):
                        yield event
        except WorkbenchError as error:
            self._failure = error.message
        finally:
            body.close()

    def _is_new(self, event: EngineEvent) -> bool:
        identity = (event.time_ns, event.actor_id, event.action)
        if identity in self._remembered:
            return False
        self._remembered.append(identity)
        self._since_ns = max(event.time_ns, self._since_ns or 0)
        return True

    def _reconnect(self) -> bool:
        pause = _FIRST_PAUSE_SECONDS
        while not self._closed.wait(pause):
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            if self._connect():
                return True
        return False

    def _connect(self) -> bool:
        try:
            if self._since_ns is None:
                self._since_ns = _engine_time_ns(self._make_client)
            body = open_body(self._make_client, "/events", self._parameters(), doing="tell its events")
        except WorkbenchError as error:
            self._failure = error.message
            return False
        with self._lock:
            self._body = body
        if self._closed.is_set():  # Closed while it connected: nobody else knows of this body.
            body.close()
        return True

    def _parameters(self) -> dict[str, str]:
        if self._since_ns is None:
            return {}
        return {"since": "{}.{:09d}".format(*divmod(self._since_ns, 1_000_000_000))}


def open_events(make_client: MakeClient, since_ns: int | None = None) -> EventStream:
    """Every event from that time on, or from this call on; a missing engine is a StreamLost, not an error."""
    return EventStream(make_client, since_ns)


def read_event(raw: Raw) -> EngineEvent | None:
    """One event of the engine's; None for what is none."""
    actor, action = raw.child("Actor"), raw.text("Action")
    if not action:
        return None
    actor_id, attributes = actor.text("ID"), actor.pairs("Attributes")
    return EngineEvent(
        time_ns=raw.number("timeNano") or raw.number("time") * 1_000_000_000,
        kind=raw.text("Type"),
        action=action,
        actor_id=actor_id,
        actor_name=dict(attributes).get("name", actor_id),
        attributes=attributes,
    )


def _engine_time_ns(make_client: MakeClient) -> int | None:
    """The engine's own clock: it answers before it listens, and tells what fell between only if asked."""
    with translated("tell its time"):
        client = make_client()
        try:
            moment = raw_object(get(client, "/info")).text("SystemTime")
        finally:
            client.close()
    return nanoseconds_since_epoch(moment) if moment else None
