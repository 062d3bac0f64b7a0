"""A connection to the engine that no library shares, for one long answer."""

import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from workbench.domain.engines import Candidate
from workbench.engine.calls import CONNECT_SECONDS

_UNIX = "unix://"
_PLAIN_PORT, _TLS_PORT = 2375, 2376


def open_connection(candidate: Candidate) -> socket.socket:
    """A connection to the engine; raises OSError, of which ssl's errors are some."""
    if candidate.url.startswith(_UNIX):
        return _opened_socket(candidate.url.removeprefix(_UNIX))
    address = urlsplit(candidate.url)
    host = address.hostname or "localhost"
    port = address.port or (_TLS_PORT if candidate.tls_folder else _PLAIN_PORT)
    connection = socket.create_connection((host, port), CONNECT_SECONDS)
    try:
        # The system notices by this that a remote engine vanished while nothing was said.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if candidate.tls_folder:
            connection = _context(candidate).wrap_socket(connection, server_hostname=host)
        connection.settimeout(None)
    except OSError:
        connection.close()
        raise
    return connection


def _opened_socket(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection


def _context(candidate: Candidate) -> ssl.SSLContext:
    """The candidate's TLS identity, and whom it trusts."""
    folder = Path(candidate.tls_folder)
    authority, certificate, key = folder / "ca.pem", folder / "cert.pem", folder / "key.pem"
    context = ssl.create_default_context(cafile=authority if authority.exists() else None)
    if not candidate.tls_verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if certificate.exists():
        context.load_cert_chain(certificate, key)
    return context
