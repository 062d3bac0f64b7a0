"""Time as the engine sees it: real or frozen, and how fast its waits pass."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

_NANOSECONDS = 1_000_000_000
_LONG_SLEEP_SECONDS = 60
_SHORTEST_BEAT_SECONDS = 0.02
ZERO_TIME = "0001-01-01T00:00:00Z"


def iso(moment_ns: int) -> str:
    """Write a moment as Docker does, with nanoseconds; 0 means never."""
    if moment_ns == 0:
        return ZERO_TIME
    seconds, rest = divmod(moment_ns, _NANOSECONDS)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{rest:09d}Z"


def parse_moment(text: str) -> int | None:
    """Read a moment from a filter: seconds with a fraction, or ISO 8601; None when it is neither."""
    whole, _, fraction = text.partition(".")
    if whole.isdigit() and (not fraction or fraction.isdigit()):
        return int(whole) * _NANOSECONDS + int((fraction + "0" * 9)[:9])
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * _NANOSECONDS)


class Clock:
    """Says what time it is and waits; `speed` 0 means that nothing in the engine takes time."""

    def __init__(self, *, frozen_at: datetime | None = None, speed: float = 1.0) -> None:
        self.speed = speed
        self.is_frozen = frozen_at is not None
        self._frozen_ns = int(frozen_at.timestamp()) * _NANOSECONDS if frozen_at else 0
        self._last_ns = 0

    def now_ns(self) -> int:
        """Give the present moment; each call gives a later one, so that events keep their order."""
        reading = self._frozen_ns if self.is_frozen else time.time_ns()
        self._last_ns = max(reading, self._last_ns + 1)
        return self._last_ns

    def now_seconds(self) -> float:
        """Give the present moment in seconds."""
        return (self._frozen_ns or time.time_ns()) / _NANOSECONDS

    def real_seconds(self, seconds: float) -> float:
        """Give how long a wait really takes."""
        return seconds / self.speed if self.speed else 0.0

    async def wait(self, seconds: float) -> None:
        """Let the engine's own work take time: a pull, a build step, a grace period."""
        await asyncio.sleep(self.real_seconds(seconds))

    async def beat(self, seconds: float) -> None:
        """Wait within something endless, such as a stream of samples, which must never spin."""
        await asyncio.sleep(max(self.real_seconds(seconds), min(seconds, _SHORTEST_BEAT_SECONDS)))

    async def sleep_in_container(self, seconds: float) -> None:
        """Sleep as a container's process: a hundredth at speed 0, but one meant to stay stays."""
        if self.speed:
            await asyncio.sleep(seconds / self.speed)
        else:
            await asyncio.sleep(seconds / 100 if seconds < _LONG_SLEEP_SECONDS else seconds)
