"""This process's terminal joined to a program in a container, byte by byte in both directions."""

import contextlib
import io
import os
import select
import socket
import ssl
import termios
import tty
from collections.abc import Callable, Generator
from contextlib import contextmanager

from workbench.domain.errors import EngineGone

_BLOCK_BYTES = 64 * 1024
# How soon the program hears of a new size of the window.
_LOOK_SECONDS = 0.2
_NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)

Size = tuple[int, int]


class ProgramConnection:
    """The connection over which an attached program is written to and heard; never blocks."""

    def __init__(self, reader: io.BufferedReader) -> None:
        found: object = getattr(reader.raw, "_sock", None)
        if not isinstance(found, socket.socket):
            raise EngineGone("This connection carries no shell.", "Forward the engine's socket instead.")
        self._socket = found
        self._socket.setblocking(False)
        self._early = self._read_early(reader)

    def fileno(self) -> int:
        """For select."""
        return self._socket.fileno()

    def receive(self) -> bytes | None:
        """What the program printed; None if nothing yet, b"" at its end."""
        if self._early:
            early, self._early = self._early, b""
            return early
        try:
            return self._socket.recv(_BLOCK_BYTES)
        except _NOT_NOW:
            return None
        except OSError:
            return b""

    def send(self, data: bytes) -> int:
        """Write what can be written now; how much that was."""
        try:
            return self._socket.send(data)
        except _NOT_NOW:
            return 0
        except OSError:
            return len(data)  # The program has ended; its end is about to be received.

    @staticmethod
    def _read_early(reader: io.BufferedReader) -> bytes:
        """What was received together with the answer's head: a quick program's first words."""
        with contextlib.suppress(*_NOT_NOW):
            return reader.peek()
        return b""


def join(connection: ProgramConnection, keyboard: int, screen: int, resize: Callable[[Size], bool]) -> None:
    """Carry bytes between a terminal and the program until it ends; `resize` tells it the window's size."""
    waiting, told = b"", None
    while True:
        size = terminal_size(screen)
        if size != told and resize(size):
            told = size
        sources: list[int | ProgramConnection] = [connection]
        if len(waiting) < _BLOCK_BYTES:
            sources.append(keyboard)
        ready, writable, _ = select.select(sources, [connection] if waiting else [], [], _LOOK_SECONDS)
        if keyboard in ready:
            typed = os.read(keyboard, _BLOCK_BYTES)
            if not typed:  # The terminal is gone.
                return
            waiting += typed
        if writable:
            waiting = waiting[connection.send(waiting) :]
        if not _show_all(connection, screen):
            return


def terminal_size(screen: int) -> Size:
    """Columns and lines of a terminal."""
    size = os.get_terminal_size(screen)
    return size.columns, size.lines


@contextmanager
def raw_terminal(keyboard: int) -> Generator[None]:
    """Each key goes to the program as it is; the terminal is as before afterwards, whatever happens."""
    before = termios.tcgetattr(keyboard)
    try:
        tty.setraw(keyboard)
        yield
    finally:
        termios.tcsetattr(keyboard, termios.TCSADRAIN, before)


def _show_all(connection: ProgramConnection, screen: int) -> bool:
    """Show what has come; false once the program has ended. TLS may hold more than select knows of."""
    while (printed := connection.receive()) is not None:
        if not printed:
            return False
        while printed:
            printed = printed[os.write(screen, printed) :]
    return True
