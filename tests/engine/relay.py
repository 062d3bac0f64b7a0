"""An engine's unix socket made reachable over TCP, with or without TLS, for the length of a with block."""

import socket
import ssl
import subprocess
from pathlib import Path
from types import TracebackType

from tests.tools.sockets import accept_each, connected, end, in_thread, pass_on


class Relay:
    """Passes bytes between a port and a unix socket.

    An address of the loopback other than the usual one passes for another machine's.
    """

    def __init__(self, target: Path, tls: ssl.SSLContext | None = None, address: str = "127.0.0.1") -> None:
        self._target = target
        self._tls = tls
        self._listener = socket.create_server((address, 0))
        self._open: list[socket.socket] = []

    def __enter__(self) -> "Relay":
        in_thread(accept_each, self._listener, self._serve)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in (self._listener, *self._open):
            end(each)

    @property
    def url(self) -> str:
        address, port = self._listener.getsockname()
        return f"tcp://{address}:{port}"

    def _serve(self, client: socket.socket) -> None:
        try:
            near = self._tls.wrap_socket(client, server_side=True) if self._tls else client
        except OSError:
            return
        far = connected(str(self._target))
        self._open += [near, far]
        in_thread(pass_on, near, far)
        pass_on(far, near)


def server_context(folder: Path) -> ssl.SSLContext:
    """A TLS identity for 127.0.0.1; the folder, with its authority as ca.pem, is what a client is given."""
    key, certificate = folder / "server-key.pem", folder / "ca.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=relay"]
    words += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(words, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
