"""An engine behind a gate that holds or cuts the archives that it saves, for the length of a with block."""

import contextlib
import socket
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

_BLOCK_BYTES = 64 * 1024
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

    def __enter__(self) -> Self:
        self._listener.bind(str(self._path))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._decided.set()
        for each in (self._listener, *self._open):
            _end(each)
        self._folder.cleanup()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._engine)
            self._open += [near, far]
            threading.Thread(target=self._serve, args=(near, far), daemon=True).start()

    def _serve(self, near: socket.socket, far: socket.socket) -> None:
        try:
            first = near.recv(_BLOCK_BYTES)
            far.sendall(first)
            threading.Thread(target=_pass_on, args=(near, far), daemon=True).start()
            if _SAVING in first.partition(b"\r\n")[0]:
                self._hold(far, near)
            _pass_on(far, near)
        except OSError:
            _end(near)
            _end(far)

    def _hold(self, far: socket.socket, near: socket.socket) -> None:
        left = self._passed_bytes
        while left and (block := far.recv(min(left, _BLOCK_BYTES))):
            near.sendall(block)
            left -= len(block)
        self._decided.wait()
        if self._cuts:
            raise OSError("cut")


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while block := source.recv(_BLOCK_BYTES):
            target.sendall(block)
    except OSError:
        pass
    finally:
        _end(target)
        _end(source)


def _end(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
