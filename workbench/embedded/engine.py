"""The embedded engine as the rest of the program starts and stops it."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from workbench.embedded.catalogue import Catalogue
from workbench.embedded.clock import Clock
from workbench.embedded.events import EventBus
from workbench.embedded.faults import Faults
from workbench.embedded.flooding import flood
from workbench.embedded.host import Host
from workbench.embedded.identity import Identities
from workbench.embedded.lifecycle import end
from workbench.embedded.server import Server
from workbench.embedded.stopping import kill_for_memory
from workbench.embedded.world.first_world import fill

_PATIENCE_SECONDS = 10.0
# A socket's path has 103 bytes on some systems; `/workbench-12345678/docker.sock` takes 31 of them.
_LONGEST_FOLDER_BYTES = 72


def _place_for_a_socket() -> str | None:
    """Where a private folder goes: the usual place, or `/tmp` where that is too long for a socket's path."""
    usual = os.fsencode(tempfile.gettempdir())
    return "/tmp" if len(usual) > _LONGEST_FOLDER_BYTES else None


def _nothing() -> None:
    """Remove no folder: the socket's place was chosen by the caller."""


class EmbeddedEngine:
    """A simulated Docker engine on a private unix socket, with its loop in a thread of its own."""

    def __init__(
        self,
        *,
        socket_path: Path | None = None,
        containers: int = 0,
        seed: int = 0,
        frozen_at: datetime | None = None,
        speed: float = 1.0,
    ) -> None:
        self._remove_folder: Callable[[], object] = _nothing
        self._wanted_path = socket_path
        self._containers = containers
        self._clock = Clock(frozen_at=frozen_at, speed=speed)
        self._ids = Identities(seed)
        self.faults = Faults(self)
        self._host: Host | None = None
        self._server: Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()
        self._stopping: asyncio.Event | None = None
        self._failure: OSError | None = None
        self._socket_path = socket_path or Path()

    @property
    def url(self) -> str:
        """Give the address for DOCKER_HOST."""
        return f"unix://{self._socket_path}"

    def start(self) -> EmbeddedEngine:
        """Start the engine; it answers when this returns. OSError says that the socket cannot be made."""
        if self._thread:
            return self
        if self._wanted_path is None:
            folder = Path(tempfile.mkdtemp(prefix="workbench-", dir=_place_for_a_socket()))
            # Runs at the program's end as well, when nobody has stopped the engine.
            self._remove_folder = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self._socket_path = folder / "docker.sock"
        self._ready.clear()
        self._failure = None
        self._thread = threading.Thread(target=self._run, name="embedded-engine", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure:
            failure, self._thread = self._failure, None
            self._remove_folder()
            raise failure
        return self

    def stop(self) -> None:
        """Stop the engine and leave no file behind."""
        thread, self._thread = self._thread, None
        if thread and self._loop and self._stopping:
            self._loop.call_soon_threadsafe(self._stopping.set)
            thread.join(_PATIENCE_SECONDS)
        self._remove_folder()

    def __enter__(self) -> EmbeddedEngine:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            asyncio.run(self._live())
        finally:
            self._ready.set()

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self.faults.attach(self._loop)
        host = Host(self._clock, EventBus(self._clock), self._ids, self.faults, Catalogue())
        self._host, self._server = host, Server(host, self._socket_path)
        fill(host, self._containers)
        try:
            await self._server.open()
        except OSError as error:
            self._failure = error
            return
        self._ready.set()
        await self._stopping.wait()
        await self._server.close()
        host.ports.release_all()
        for task in list(host.tasks):
            task.cancel()
        await asyncio.gather(*host.tasks, return_exceptions=True)

    @property
    def _world(self) -> Host:
        if self._host is None:
            raise RuntimeError("the embedded engine is not running")
        return self._host

    def cut_event_streams(self) -> None:
        """End every event stream under way."""
        self._world.events.cut()

    def kill_for_memory(self, name: str) -> None:
        """End a container as the kernel does when memory is short."""
        kill_for_memory(self._world, self._world.containers.find(name))

    def fail_process(self, name: str, exit_code: int) -> None:
        """Let a container's process end by itself."""
        end(self._world, self._world.containers.find(name), exit_code)

    def flood_logs(self, name: str, lines: int, line: str) -> None:
        """Write many lines as fast as they are read."""
        self._world.spawn(flood(self._world.containers.find(name), lines, line))

    async def close_socket(self) -> None:
        """Stop to listen and drop every connection."""
        if self._server:
            await self._server.close()

    async def open_socket(self) -> None:
        """Listen again."""
        if self._server:
            await self._server.open()


def serve(socket_path: Path, *, containers: int = 0, seed: int = 0, speed: float = 1.0) -> None:
    """Run an engine until the program is interrupted."""
    engine = EmbeddedEngine(socket_path=socket_path, containers=containers, seed=seed, speed=speed)
    with engine:
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return
