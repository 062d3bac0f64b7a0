"""Asks a URL of this machine for an answer."""

import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from typing import IO

_TIMEOUT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking: a status, or in words why there is none."""

    status: int | None
    words: str

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
        with opener.open(url, timeout=_TIMEOUT_SECONDS) as response:
            return _answered(int(response.status))
    except urllib.error.HTTPError as error:
        error.close()
        return _answered(error.code)
    except urllib.error.URLError as error:
        return Answer(None, f"does not answer ({error.reason})")
    except (OSError, http.client.HTTPException) as error:
        return Answer(None, f"does not answer ({str(error) or type(error).__name__})")


def _answered(status: int) -> Answer:
    return Answer(status, f"answers with status {status}")
