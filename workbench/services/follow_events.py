"""Follow what happens on an engine, event by event."""

from __future__ import annotations

import threading
from collections.abc import Callable

from workbench.domain.errors import WorkbenchError
from workbench.domain.events import EngineEvent, StreamLost, StreamRestored
from workbench.engine.engine import Engine
from workbench.engine.streams import EventStream

Happening = EngineEvent | StreamLost | StreamRestored


class EventFollower:
    """Hands every event to a callback, in a thread of its own."""

    def __init__(self, engine: Engine, on_event: Callable[[Happening], None]) -> None:
        self._engine = engine
        self._on_event = on_event
        self._stream: EventStream | None = None
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, since_ns: int | None = None) -> None:
        """Begin, with what happened since then (nanoseconds since 1970) as far as the engine remembers it."""
        self._thread = threading.Thread(target=self._follow, args=(since_ns,), name="events", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the stream and its thread."""
        self._stopped.set()
        with self._lock:
            if self._stream is not None:
                self._stream.close()
        if self._thread is not None:
            self._thread.join(2)

    def _follow(self, since_ns: int | None) -> None:
        stream = self._engine.events(since_ns)
        with self._lock:
            self._stream = stream
        if self._stopped.is_set():  # Stopped while it connected: nobody else knows of this stream.
            stream.close()
        try:
            for event in stream:
                if self._stopped.is_set():
                    return
                self._on_event(event)
        except WorkbenchError as error:
            self._on_event(StreamLost(error.message))
