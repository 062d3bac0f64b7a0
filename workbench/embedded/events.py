"""The engine's event stream: a short memory, subscribers, and Docker's filters."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.embedded.clock import Clock
from workbench.embedded.payload import JsonObject, JsonValue

_REMEMBERED = 256
FILTER_NAMES = {
    "type", "event", "container", "image", "label", "network", "volume", "daemon", "scope",
    "plugin", "service", "node", "secret", "config",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    kind: str
    action: str
    actor_id: str
    attributes: Mapping[str, str]
    at_ns: int

    def as_json(self) -> JsonObject:
        """Give the event as the API sends it."""
        value: dict[str, JsonValue] = {}
        if self.kind in ("container", "image"):
            value["status"] = self.action
            value["id"] = self.actor_id
        if self.kind == "container":
            value["from"] = self.attributes.get("image", "")
        value["Type"] = self.kind
        value["Action"] = self.action
        value["Actor"] = {"ID": self.actor_id, "Attributes": dict(sorted(self.attributes.items()))}
        value["scope"] = "local"
        value["time"] = self.at_ns // 1_000_000_000
        value["timeNano"] = self.at_ns
        return value


Filters = Mapping[str, Sequence[str]]


def passes(event: Event, filters: Filters) -> bool:
    """Tell whether an event passes all filters."""
    return all(_passes_one(event, name, values) for name, values in filters.items() if values)


def _passes_one(event: Event, name: str, values: Sequence[str]) -> bool:
    match name:
        case "type":
            return event.kind in values
        case "event":
            return event.action in values or event.action.split(":")[0] in values
        case "label":
            pairs = {f"{key}={value}" for key, value in event.attributes.items()}
            return all(value in pairs or ("=" not in value and value in event.attributes) for value in values)
        case "scope":
            return "local" in values
        case "image":
            names = (event.actor_id, event.attributes.get("name", ""), event.attributes.get("image", ""))
            return any(value in names or f"{value}:latest" in names for value in values)
        case _:
            if event.kind != name:
                return event.attributes.get(name, "") in values
            given = event.attributes.get("name", "")
            return any(value == given or event.actor_id.startswith(value) for value in values)


class EventBus:
    """Sends what happens to whoever listens."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._remembered: deque[Event] = deque(maxlen=_REMEMBERED)
        self._listeners: set[asyncio.Queue[Event | None]] = set()

    @property
    def listeners(self) -> int:
        """Count who listens."""
        return len(self._listeners)

    def emit(self, kind: str, action: str, actor_id: str, attributes: Mapping[str, str]) -> None:
        """Tell everyone that something happened."""
        event = Event(kind, action, actor_id, dict(attributes), self._clock.now_ns())
        self._remembered.append(event)
        for listener in self._listeners:
            listener.put_nowait(event)

    def since(self, at_ns: int) -> list[Event]:
        """Give the remembered events from a moment on."""
        return [event for event in self._remembered if event.at_ns >= at_ns]

    def listen(self) -> asyncio.Queue[Event | None]:
        """Begin to listen; None in the queue says that the stream was cut."""
        listener: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listeners.add(listener)
        return listener

    def stop_listening(self, listener: asyncio.Queue[Event | None]) -> None:
        """Stop to listen."""
        self._listeners.discard(listener)

    def cut(self) -> None:
        """End every stream under way, as a daemon that falters does."""
        for listener in list(self._listeners):
            listener.put_nowait(None)
