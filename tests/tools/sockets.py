"""Bytes passed on between two connections, for what stands between a client and an engine."""

import contextlib
import socket
import threading
from collections.abc import Callable

BLOCK_BYTES = 64 * 1024


def in_thread(work: Callable[..., None], *arguments: object) -> None:
    """Do this in a thread that nobody waits for."""
    threading.Thread(target=work, args=arguments, daemon=True).start()


def accept_each(listener: socket.socket, serve: Callable[[socket.socket], None]) -> None:
    """Serve each connection in a thread of its own, until the listener is closed."""
    while True:
        try:
            near, _ = listener.accept()
        except OSError:
            return
        in_thread(serve, near)


def connected(path: str) -> socket.socket:
    """Connect to a unix socket."""
    far = socket.socket(socket.AF_UNIX)
    far.connect(path)
    return far


def pass_on(source: socket.socket, target: socket.socket) -> None:
    """Pass bytes on until one side ends, and end both."""
    try:
        while block := source.recv(BLOCK_BYTES):
            target.sendall(block)
    except OSError:
        pass
    finally:
        end(target)
        end(source)


def end(each: socket.socket) -> None:
    """Close a connection, waking whoever reads from it."""
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
