"""What an engine's event stream tells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineEvent:
    """One thing that happened on the engine; the time is in nanoseconds since 1970."""

    time_ns: int
    kind: str
    action: str
    actor_id: str
    actor_name: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StreamLost:
    """The event stream broke: what is known may be out of date."""

    reason: str


@dataclass(frozen=True, slots=True)
class StreamRestored:
    """The event stream is whole again: whoever follows must list anew."""
