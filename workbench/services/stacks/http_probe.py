"""Asks a URL of this machine for an answer."""

import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from typing import IO

_TIMEOUT_SECONDS = 2.0
_READ_AT_MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking: a status with the beginning of the body, or in words why there is none."""

    status: int | None
    words: str
    body: bytes = b""

    @property
    def is_good(self) -> bool:
        """Whether what answers says that it works; a redirection does."""
        return self.status is not None and 200 <= self.status < 400


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Takes a redirection for an answer: it may lead to anywhere."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage | Message,
        newurl: str,
    ) -> None:
        return None


def ask(url: str) -> Answer:
    """Ask once, without any proxy and without following redirections."""
    # A proxy of the environment would be asked for this machine's own ports, too.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _StayHere())
    try:
        return _asked(opener, url)
    except urllib.error.URLError as error:
        return Answer(None, f"does not answer ({error.reason})")
    except (OSError, http.client.HTTPException) as error:
        return Answer(None, f"does not answer ({str(error) or type(error).__name__})")


def _asked(opener: urllib.request.OpenerDirector, url: str) -> Answer:
    try:
        with opener.open(url, timeout=_TIMEOUT_SECONDS) as response:
            return _answered(int(response.status), response.read(_READ_AT_MOST_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            return _answered(error.code, error.read(_READ_AT_MOST_BYTES))


def _answered(status: int, body: bytes) -> Answer:
    return Answer(status, f"answers with status {status}", body)
