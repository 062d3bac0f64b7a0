"""HTTP over a unix socket, for a docker client.

In place of docker's own, which opens a connection for each address that is asked and leaves behind a
socket for each attempt that fails.
"""

import socket
from collections.abc import Mapping

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool

# A client is used by one thread, which may hold a stream open while it asks for more.
_KEPT_CONNECTIONS = 2


class _Connection(HTTPConnection):
    """A connection to a socket's path; the host is only for show."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        """Open the socket, or close it again where nobody listens."""
        opened = socket.socket(socket.AF_UNIX)
        try:
            opened.settimeout(self.timeout if isinstance(self.timeout, int | float) else None)
            opened.connect(self._path)
        except OSError:
            opened.close()
            raise
        self.sock = opened


class _Pool(HTTPConnectionPool):
    """The connections to one socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", maxsize=_KEPT_CONNECTIONS)
        self._path = path

    def _new_conn(self) -> _Connection:  # pyright: ignore[reportIncompatibleMethodOverride] - so do urllib3's own
        self.num_connections += 1
        return _Connection(self._path)


class UnixAdapter(HTTPAdapter):
    """Carries a session's requests to a unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._pool = _Pool(path)

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: tuple[str, str] | str | None = None,
    ) -> _Pool:
        """The socket's connections, whatever the address says."""
        return self._pool

    def request_url(self, request: requests.PreparedRequest, proxies: Mapping[str, str] | None) -> str:
        """The path alone, for there is no proxy on the way."""
        return request.path_url

    def close(self) -> None:
        """Close every connection that is not in use."""
        self._pool.close()
        super().close()
