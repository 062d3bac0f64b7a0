"""An engine behind a gate that holds or cuts the archives that it saves, for the length of a with block."""

import socket
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.tools.sockets import BLOCK_BYTES, accept_each, connected, end, in_thread, pass_on

_SAVING = b"/get HTTP/"


class ArchiveGate:
    """Passes everything on at once, but of an archive only so many bytes until it is told how to go on."""

    def __init__(self, engine_url: str, passed_bytes: int = 0) -> None:
        self._engine = engine_url.removeprefix("unix://")
        self._passed_bytes = passed_bytes
        self._folder = tempfile.TemporaryDirectory(prefix="gate-")
        self._path = Path(self._folder.name, "engine.sock")
        self._listener = socket.socket(socket.AF_UNIX)
        self._open: list[socket.socket] = []
        self._decided = threading.Event()
        self._cuts = False

    @property
    def url(self) -> str:
        """Where the engine is reached through the gate."""
        return f"unix://{self._path}"

    def let_pass(self) -> None:
        """Pass on the rest of every archive."""
        self._decided.set()

    def hold(self) -> None:
        """Hold the archives that are asked for from now on."""
        self._decided.clear()

    def cut(self) -> None:
        """Break off every archive where it is."""
        self._cuts = True
        self._decided.set()

    def go_away(self) -> None:
        """Break off everything, and answer nobody any more."""
        for each in (self._listener, *self._open):
            end(each)
        self.cut()

    def __enter__(self) -> Self:
        self._listener.bind(str(self._path))
        self._listener.listen()
        in_thread(accept_each, self._listener, self._serve)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._decided.set()
        for each in (self._listener, *self._open):
            end(each)
        self._folder.cleanup()

    def _serve(self, near: socket.socket) -> None:
        try:
            far = connected(self._engine)
        except OSError:  # The test is over and its engine gone.
            end(near)
            return
        self._open += [near, far]
        try:
            first = near.recv(BLOCK_BYTES)
            far.sendall(first)
            in_thread(pass_on, near, far)
            if _SAVING in first.partition(b"\r\n")[0]:
                self._hold(far, near)
            pass_on(far, near)
        except OSError:
            end(near)
            end(far)

    def _hold(self, far: socket.socket, near: socket.socket) -> None:
        left = self._passed_bytes
        while left and (block := far.recv(min(left, BLOCK_BYTES))):
            near.sendall(block)
            left -= len(block)
        self._decided.wait()
        if self._cuts:
            raise OSError("cut")
