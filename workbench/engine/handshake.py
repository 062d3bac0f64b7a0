"""The first words with an engine: that it is one, and which API version both speak."""

from urllib.parse import urlsplit

from docker.errors import APIError

from workbench.domain.engines import Candidate
from workbench.domain.errors import ApiTooOld, EngineUnavailable
from workbench.domain.raw import raw_object
from workbench.engine.calls import get_version
from workbench.engine.clients import make_client
from workbench.engine.failures import FOREIGN_ERRORS
from workbench.engine.unreachable import not_an_address, not_an_engine, nowhere, over_ssh, unavailable

OLDEST_API_VERSION = "1.40"
"""That of Docker 19.03; older engines lack what a stack needs."""
NEWEST_API_VERSION = "1.51"
"""The newest whose answers are read here; newer engines speak it too."""


def agree_on_version(candidate: Candidate) -> str:
    """The newest API version that both sides speak; raises EngineUnavailable where there is none."""
    if not candidate.url:
        raise nowhere(candidate)
    if candidate.url.startswith("ssh://"):
        raise over_ssh(candidate)
    if not _is_address(candidate.url):
        raise not_an_address(candidate)
    try:
        client = make_client(candidate, OLDEST_API_VERSION)
        with client:
            answer = raw_object(get_version(client))
    except APIError as error:
        raise _refused(candidate, error) from error
    except FOREIGN_ERRORS as error:
        raise unavailable(candidate, error) from error
    newest, oldest = answer.text("ApiVersion"), answer.text("MinAPIVersion")
    if not _numbers(newest):
        raise not_an_engine(candidate)
    return _common_version(newest, oldest)


def _common_version(newest: str, oldest: str) -> str:
    if _numbers(newest) < _numbers(OLDEST_API_VERSION):
        raise ApiTooOld(
            f"The engine's API goes up to version {newest}; the workbench needs {OLDEST_API_VERSION}.",
            "Update the engine: Docker 19.03, Podman 3 or newer will do.",
        )
    if _numbers(oldest) > _numbers(NEWEST_API_VERSION):
        raise ApiTooOld(
            f"The engine's API begins at version {oldest}; the workbench knows up to {NEWEST_API_VERSION}.",
            "Update the workbench.",
        )
    return min(newest, NEWEST_API_VERSION, key=_numbers)


def _refused(candidate: Candidate, error: APIError) -> EngineUnavailable:
    if "HTTPS server" in str(error):
        return EngineUnavailable(
            f"The engine at {candidate.url} wants TLS.",
            "Set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder of your certificates.",
        )
    return not_an_engine(candidate)


def _is_address(url: str) -> bool:
    """Whether it is written like the address of an engine."""
    try:
        parts = urlsplit(url)
        has_place = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return (
        bool(parts.path) if parts.scheme == "unix" else parts.scheme in ("tcp", "http", "https") and has_place
    )


def _numbers(version: str) -> tuple[int, ...]:
    """A version in a form that compares; empty for what is no version."""
    parts = version.split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()
