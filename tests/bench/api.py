"""The engine's API with nothing between: for making things fast, and for the time of an event."""

import http.client
import json
import socket
import threading
import time
from types import TracebackType
from typing import Self


class _SocketConnection(http.client.HTTPConnection):
    """An HTTP connection over a unix socket."""

    def __init__(self, url: str, timeout: float | None = 60) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = url.removeprefix("unix://")

    def connect(self) -> None:
        """Open the socket in place of a host and a port."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def ask(url: str, method: str, path: str, body: object = None) -> bytes:
    """Make one call that must go well; a body is JSON, or bytes as they are."""
    connection = _SocketConnection(url)
    try:
        if isinstance(body, bytes):
            connection.request(method, path, body, {"Content-Type": "application/x-tar"})
        else:
            connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        said = answer.read()
    finally:
        connection.close()
    if answer.status >= http.client.BAD_REQUEST:
        raise RuntimeError(f"{method} {path}: {answer.status} {said.decode(errors='replace')}")
    return said


class EventClock:
    """Notes when an event of the engine's arrives at a reader that does nothing else."""

    def __init__(self, url: str) -> None:
        self._connection = _SocketConnection(url, timeout=None)
        self._connection.request("GET", "/events")
        self._answer = self._connection.getresponse()
        self._socket = self._connection.sock
        self._arrivals: list[tuple[float, bytes]] = []
        self._came = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)

    def wait_for(self, text: str) -> float:
        """The time at which the first event that has this text in it arrived."""
        sought = text.encode()
        with self._came:
            self._came.wait_for(lambda: any(sought in line for _, line in self._arrivals), 30)
            return next(at for at, line in self._arrivals if sought in line)

    def _read(self) -> None:
        while line := self._answer.readline():
            with self._came:
                self._arrivals.append((time.monotonic(), line))
                self._came.notify_all()
