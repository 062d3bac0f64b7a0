"""What the engine asks of the process of a container, whatever it does."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from workbench.embedded.processes.redis_store import RedisStore

SIGINT = 2
SIGKILL = 9
SIGTERM = 15
_DEADLY = {1, SIGINT, 3, 10, 12, 14, SIGTERM}
_SIGNALLED_CODE = 128


@dataclass(frozen=True, slots=True)
class WebRequest:
    """A request to a container's web server, from the host or from another container."""

    method: str
    path: str
    body: bytes = b""
    content_type: str = ""
    peer: str = "172.17.0.1"


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """What a container's web server answers."""

    status: int
    body: bytes
    content_type: str = "text/html; charset=utf-8"
    location: str = ""


class Program(Protocol):
    """A container's process; a Redis has a store, other processes have none."""

    @property
    def is_silent(self) -> bool:
        """Tell whether it takes connections and never answers, as a paused process does."""
        ...

    @property
    def is_ending(self) -> bool:
        """Tell whether it has heard a signal and is about to end by itself."""
        ...

    @property
    def resident_kilobytes(self) -> int:
        """Give the memory that each of its processes holds."""
        ...

    @property
    def store(self) -> RedisStore | None:
        """Give what a Redis keeps."""
        ...

    async def run(self) -> int:
        """Do what the process does; give its exit code."""
        ...

    def on_signal(self, number: int) -> int | None:
        """Give the exit code that a signal leads to, or None when the process ignores it."""
        ...

    async def feed(self, data: bytes) -> None:
        """Take input; empty input says that there is no more."""
        ...

    async def serve(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer a connection to one of the container's ports."""
        ...

    async def respond(self, request: WebRequest) -> WebAnswer | None:
        """Answer a web request; None says that no web server listens."""
        ...

    def commands(self) -> list[str]:
        """Give the command lines of the processes that run, the first being process 1."""
        ...

    def sockets(self) -> list[tuple[str, int]]:
        """Give the addresses and ports that it listens on."""
        ...


@dataclass(eq=False, slots=True)
class Process:
    """A container's program while it runs, below the command line of an init where it has one."""

    program: Program
    task: asyncio.Task[None] | None
    init: str = ""

    def signal(self, number: int) -> int | None:
        """Deliver a signal; below an init a program is not process 1, and ends on what it does not heed."""
        code = self.program.on_signal(number)
        is_deadly = number in _DEADLY and not self.program.is_ending
        return _SIGNALLED_CODE + number if self.init and code is None and is_deadly else code

    def commands(self) -> list[str]:
        """Give the command lines of the processes that run, the first being process 1."""
        return [self.init, *self.program.commands()] if self.init else self.program.commands()


class QuietProgram:
    """A process that takes no input and listens on no port; the base of the others."""

    is_silent = False
    is_ending = False
    resident_kilobytes = 9_000

    @property
    def store(self) -> RedisStore | None:
        """Keep nothing."""
        return None

    def on_signal(self, number: int) -> int | None:
        """End on what cannot be ignored; process 1 ignores the rest unless it says otherwise."""
        return 137 if number == SIGKILL else None

    async def feed(self, data: bytes) -> None:
        """Take no input."""

    async def serve(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Let the connection close."""

    async def respond(self, request: WebRequest) -> WebAnswer | None:
        """Serve no web page."""
        return None

    def sockets(self) -> list[tuple[str, int]]:
        """Listen nowhere."""
        return []


class SilentProgram(QuietProgram):
    """What a neighbour meets where a paused process is."""

    is_silent = True

    async def run(self) -> int:
        """Do nothing."""
        return 0

    def commands(self) -> list[str]:
        """Give no command line."""
        return []
