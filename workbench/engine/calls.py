"""One request to the engine, made in a docker client's session, answered as JSON.

Not by docker's own methods: they inspect what they list, and cannot leave a parameter to the engine.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias
from urllib.parse import quote

import docker
import requests
from docker.errors import InvalidArgument, NullResource, create_api_error_from_http_exception

Parameters: TypeAlias = Mapping[str, str | int | bool | None]
Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None


# A host that has vanished is noticed soon; an engine may be busy for a while, with removals for minutes.
CONNECT_SECONDS = 5
READING_SECONDS = 60
SLOW_SECONDS = 600


def get(
    client: docker.APIClient,
    path: str,
    parameters: Parameters | None = None,
    *,
    seconds: int = READING_SECONDS,
) -> object:
    """What the engine answers to a reading."""
    return _json(_ask(client, "GET", path, parameters, seconds))


def get_version(client: docker.APIClient) -> object:
    """What the engine says of its versions, asked in a way that every version understands."""
    return _json(_checked(client.get(f"{client.base_url}/version", timeout=CONNECT_SECONDS)))


def post(
    client: docker.APIClient,
    path: str,
    parameters: Parameters | None = None,
    body: Json = None,
    *,
    patience_seconds: int = 0,
) -> object:
    """What the engine answers to a change, given so much more time; None where it says nothing."""
    return _json(_ask(client, "POST", path, parameters, SLOW_SECONDS + patience_seconds, body))


def delete(client: docker.APIClient, path: str, parameters: Parameters | None = None) -> object:
    """What the engine answers to a removal; None where it says nothing."""
    return _json(_ask(client, "DELETE", path, parameters, SLOW_SECONDS))


def exists(client: docker.APIClient, path: str, parameters: Parameters | None = None) -> bool:
    """Whether the engine has what the path names."""
    with client.head(_url(client, path), params=_filled(parameters), timeout=READING_SECONDS) as response:
        return response.ok


def named(pattern: str, reference: str) -> str:
    """A path with a name or id put in for `{}`; an image's slashes and colons stay as they are."""
    if not reference:
        raise NullResource("no name was given")
    if not {".", ".."}.isdisjoint(reference.split("/")):
        # On its way the path would be shortened, and name something else.
        raise InvalidArgument(f"nothing can be named {reference}")
    return pattern.format(quote(reference, safe="/:@"))


def version_of(client: docker.APIClient) -> tuple[int, ...]:
    """The API version that the client speaks, in a form that compares."""
    return tuple(int(part) for part in client.api_version.split("."))


def _ask(
    client: docker.APIClient,
    method: str,
    path: str,
    parameters: Parameters | None,
    seconds: int,
    body: Json = None,
) -> requests.Response:
    return _checked(
        client.request(
            method,
            _url(client, path),
            params=_filled(parameters),
            json=body,
            timeout=(CONNECT_SECONDS, seconds),
        )
    )


def _checked(response: requests.Response) -> requests.Response:
    try:
        response.raise_for_status()
    except requests.HTTPError as error:
        create_api_error_from_http_exception(error)
    return response


def _url(client: docker.APIClient, path: str) -> str:
    return f"{client.base_url}/v{client.api_version}{path}"


def _filled(parameters: Parameters | None) -> dict[str, str]:
    """The parameters that were given, truth written as the engine reads it."""
    given = {key: value for key, value in (parameters or {}).items() if value is not None}
    return {key: str(int(value)) if isinstance(value, bool) else str(value) for key, value in given.items()}


def _json(response: requests.Response) -> object:
    if not response.content.strip():
        return None
    answer: object = response.json()
    return answer
