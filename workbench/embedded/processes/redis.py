"""A container that runs Redis: its banner, its store, its protocol on a published port."""

from __future__ import annotations

import asyncio
import time

from workbench.embedded.host import Host
from workbench.embedded.logs import Source
from workbench.embedded.processes.program import SIGINT, SIGTERM, QuietProgram
from workbench.embedded.processes.redis_store import RedisError, RedisStore, Reply, Status
from workbench.embedded.world.containers import Container
from workbench.embedded.world.files import file_of

_BANNER = (
    "C * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo",
    "C * Redis version=7.4.6, bits=64, commit=00000000, modified=0, pid=1, just started",
    "C # Warning: no config file specified, using the default config. "
    "In order to specify a config file use redis-server /path/to/redis.conf",
    "M * monotonic clock: POSIX clock_gettime",
    "M * Running mode=standalone, port=6379.",
    "M * Server initialized",
    "M * Ready to accept connections tcp",
)
_SAVE_SECONDS = 300
_SNAPSHOT = "dump.rdb"
_REDIS_USER = 999


class RedisProgram(QuietProgram):
    """A Redis that keeps what it is given while its container lives."""

    def __init__(self, host: Host, container: Container) -> None:
        self._host = host
        self._container = container
        self._store = RedisStore()
        mounted = next((mount for mount in container.mounts if mount.destination == "/data"), None)
        self._volume = host.volumes.get(mounted.name) if mounted else None
        if self._volume:
            saved = self._volume.files.get(_SNAPSHOT)
            self._store.load(saved.data if saved else b"")

    @property
    def store(self) -> RedisStore:
        """Give what this Redis keeps."""
        return self._store

    def sockets(self) -> list[tuple[str, int]]:
        """Listen for everyone."""
        return [("0.0.0.0", 6379)]

    async def run(self) -> int:
        """Show the banner, then live until a signal."""
        for line in _BANNER:
            self._log(line)
        while True:
            await self._host.clock.sleep_in_container(_SAVE_SECONDS)
            await self._container.unpaused.wait()
            if self._store.keys:
                self._log(f"M * {self._store.keys} changes in {_SAVE_SECONDS} seconds. Saving...")
                self._log("M * Background saving terminated with success")

    def _log(self, text: str) -> None:
        now = self._host.clock.now_seconds()
        moment = time.strftime("%d %b %Y %H:%M:%S", time.gmtime(now))
        line = f"1:{text[0]} {moment}.{int(now % 1 * 1000):03d}{text[1:]}\n"
        self._container.logs.write(Source.STDOUT, line.encode())

    def on_signal(self, number: int) -> int | None:
        """Save and end when asked to."""
        if number not in (SIGTERM, SIGINT):
            return super().on_signal(number)
        self._log("M # User requested shutdown...")
        self._log("M * Saving the final RDB snapshot before exiting.")
        if self._volume:
            self._volume.files[_SNAPSHOT] = file_of(self._store.dump(), 0o600, _REDIS_USER)
        self._log("M # Redis is now ready to exit, bye bye...")
        return 0

    def commands(self) -> list[str]:
        """Give the one process."""
        return ["redis-server *:6379"]

    async def serve(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak the Redis protocol to a client on the host."""
        while words := await _read_command(reader):
            writer.write(_encoded(self._store.execute(words)))
            await writer.drain()


async def _read_command(reader: asyncio.StreamReader) -> list[bytes]:
    first = (await reader.readline()).strip()
    if not first.startswith(b"*"):
        return first.split()
    words: list[bytes] = []
    for _ in range(int(first[1:])):
        length = int((await reader.readline()).strip()[1:])
        words.append((await reader.readexactly(length + 2))[:length])
    return words


def _encoded(reply: Reply) -> bytes:
    match reply:
        case RedisError():
            return f"-{reply}\r\n".encode()
        case Status():
            return f"+{reply}\r\n".encode()
        case None:
            return b"$-1\r\n"
        case int():
            return b":%d\r\n" % reply
        case bytes():
            return b"$%d\r\n%b\r\n" % (len(reply), reply)
        case list():
            return b"*%d\r\n" % len(reply) + b"".join(_encoded(item) for item in reply)
