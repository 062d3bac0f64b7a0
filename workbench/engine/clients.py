"""Docker clients for one engine: each is used by one thread at a time."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import docker
from docker.errors import InvalidConfigFile
from docker.tls import TLSConfig

from workbench.domain.engines import Candidate
from workbench.engine.unix_adapter import UnixAdapter

_UNIX = "unix://"


class Clients:
    """The clients of one engine, lent to whichever thread asks and kept with their open connections."""

    def __init__(self, candidate: Candidate, api_version: str) -> None:
        self.candidate = candidate
        self.api_version = api_version
        self._lock = threading.Lock()
        self._idle: list[docker.APIClient] = []
        self._closed = False

    def make(self) -> docker.APIClient:
        """A new client, for the caller alone and to be closed by it."""
        return make_client(self.candidate, self.api_version)

    @contextmanager
    def borrow(self) -> Generator[docker.APIClient]:
        """A client for the calling thread alone, for as long as the block lasts."""
        with self._lock:
            client = self._idle.pop() if self._idle else None
        client = client or self.make()
        try:
            yield client
        finally:
            with self._lock:
                kept = not self._closed
                if kept:
                    self._idle.append(client)
            if not kept:
                client.close()

    def close(self) -> None:
        """Close the clients that nobody uses now, and each other one when it is given back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for client in idle:
            client.close()


def make_client(candidate: Candidate, api_version: str) -> docker.APIClient:
    """A client that speaks one API version; nothing is asked of the engine yet."""
    tls = _tls(candidate) or False
    try:
        client = docker.APIClient(candidate.url, api_version, tls=tls)
    except (AttributeError, TypeError, ValueError) as error:
        raise InvalidConfigFile("docker's config.json is not as docker writes it") from error
    # The environment's certificates and proxies are for the web: an engine's own certificate would fail.
    client.trust_env = False
    if candidate.url.startswith(_UNIX):
        client.mount("http+docker://", UnixAdapter(candidate.url.removeprefix(_UNIX)))
    return client


def _tls(candidate: Candidate) -> TLSConfig | None:
    if not candidate.tls_folder:
        return None
    folder = Path(candidate.tls_folder)
    authority, certificate, key = folder / "ca.pem", folder / "cert.pem", folder / "key.pem"
    return TLSConfig(
        client_cert=(str(certificate), str(key)) if certificate.exists() or key.exists() else None,
        ca_cert=str(authority) if authority.exists() else None,
        verify=candidate.tls_verify,
    )
