"""Docker's, requests' and the socket's exceptions become the domain's, here and nowhere else."""

from collections.abc import Generator
from contextlib import contextmanager

import requests
import urllib3
from docker.errors import APIError, DockerException, InvalidRepository, NullResource

from workbench.domain.errors import EngineGone, EngineRefused, InvalidInput, WorkbenchError
from workbench.domain.text import clean
from workbench.engine.refusals import refusal

FOREIGN_ERRORS = (DockerException, requests.RequestException, urllib3.exceptions.HTTPError, OSError)
"""Everything by which the libraries beneath us tell that a call to the engine failed."""

_GONE_HINT = "It is used again as soon as it answers; check that it runs."


@contextmanager
def translated(doing: str) -> Generator[None]:
    """Raise our own errors in place of the libraries'; `doing` completes "the engine would not …"."""
    try:
        yield
    except FOREIGN_ERRORS as error:
        raise domain_error(error, doing) from error


def domain_error(error: Exception, doing: str) -> WorkbenchError:
    """What an exception of the libraries means for the person."""
    match error:
        case NullResource():
            return InvalidInput(f"Nothing was named to {doing}.")
        case InvalidRepository():
            return refusal(None, "invalid reference format", doing)
        case APIError():
            return refusal(error.status_code, _explanation(error), doing)
        case requests.JSONDecodeError():
            return EngineRefused(f"The engine's answer makes no sense (asked to {doing}).")
        case requests.Timeout() | urllib3.exceptions.TimeoutError() | TimeoutError():
            return EngineGone(f"The engine did not answer in time (asked to {doing}).", _GONE_HINT)
        case (
            requests.ConnectionError()
            | urllib3.exceptions.HTTPError()
            | requests.exceptions.ChunkedEncodingError()
        ):
            return EngineGone(f"The engine no longer answers (asked to {doing}).", _GONE_HINT)
        case requests.RequestException() | DockerException():
            return EngineRefused(f"The engine would not {doing}: {clean(str(error), 500)}")
        case _:
            return EngineGone(f"The connection to the engine broke (asked to {doing}).", _GONE_HINT)


def _explanation(error: APIError) -> str:
    explanation: object = error.explanation
    if isinstance(explanation, bytes):
        return explanation.decode("utf-8", errors="replace")
    return explanation if isinstance(explanation, str) else str(error)
