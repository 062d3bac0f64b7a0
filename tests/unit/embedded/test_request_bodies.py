"""What is refused of a request before it is looked into, in the words of Docker 20.10."""

import http.client
import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from workbench.embedded import EmbeddedEngine

_JSON = "application/json"


class _Connection(http.client.HTTPConnection):
    """HTTP over the engine's socket."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        super().__init__("docker")
        self._path = urlsplit(engine.url).path

    def connect(self) -> None:
        """Go to the socket."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self._path)


@pytest.fixture
def connection(embedded: EmbeddedEngine) -> Iterator[http.client.HTTPConnection]:
    """Speak to the engine without a client that knows what is right."""
    made = _Connection(embedded)
    yield made
    made.close()


def _told(connection: http.client.HTTPConnection, path: str, body: str, kind: str = _JSON) -> tuple[int, str]:
    connection.request("POST", path, body.encode(), {"Content-Type": kind} if kind else {})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())["message"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "EOF"),
        ("{", "unexpected EOF"),
        ("[1,", "unexpected EOF"),
        ('{"a":"b', "unexpected EOF"),
        ("nul", "unexpected EOF"),
        ("x", "invalid character 'x' looking for beginning of value"),
        ("NaN", "invalid character 'N' looking for beginning of value"),
        ("'a'", "invalid character '\\'' looking for beginning of value"),
        ("é", "invalid character 'Ã' looking for beginning of value"),
        ("[1,]", "invalid character ']' looking for beginning of value"),
        ("-Infinity", "invalid character 'I' in numeric literal"),
        ('{"a":-}', "invalid character '}' in numeric literal"),
        ('{"a":nul}', "invalid character '}' in literal null (expecting 'l')"),
        ("{1}", "invalid character '1' looking for beginning of object key string"),
        ('{"a":1,}', "invalid character '}' looking for beginning of object key string"),
        ('{"a" 1}', "invalid character '1' after object key"),
        ('{"a":[] "b":2}', "invalid character '\"' after object key:value pair"),
        ('{"a":[1}', "invalid character '}' after array element"),
        ('{"a":"\n"}', "invalid character '\\n' in string literal"),
        ('"\\x"', "invalid character 'x' in string escape code"),
        ('"\\u12x4"', "invalid character 'x' in \\u hexadecimal character escape"),
        ("[]", "json: cannot unmarshal array into Go value of type map[string]interface {}"),
        ("[" * 100_000, "exceeded max depth"),
    ],
)
def test_a_body_that_is_no_object_is_refused(
    connection: http.client.HTTPConnection, body: str, told: str
) -> None:
    assert _told(connection, "/containers/create", body) == (500, told)


@pytest.mark.parametrize(
    "path", ["/networks/create", "/networks/nosuch/connect", "/volumes/create", "/containers/nosuch/exec"]
)
def test_a_body_is_looked_at_before_what_it_is_about(
    connection: http.client.HTTPConnection, path: str
) -> None:
    assert _told(connection, path, "{") == (400, "unexpected EOF")
    assert _told(connection, path, "") == (400, "got EOF while reading request body")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_kind_is_refused(connection: http.client.HTTPConnection, kind: str) -> None:
    told = (400, f"Content-Type specified ({kind}) must be 'application/json'")
    assert _told(connection, "/volumes/create", '{"Name": "kept"}', kind) == told


def test_what_follows_an_object_is_not_read(connection: http.client.HTTPConnection) -> None:
    kind = "Application/JSON; charset=utf-8"
    assert _told(connection, "/containers/create", ' {"Image": "x"} y', kind)[0] == 404


def test_a_head_is_answered_where_docker_has_one(connection: http.client.HTTPConnection) -> None:
    connection.request("HEAD", "/_ping")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Content-Length"], answer.read()) == (200, "0", b"")
    connection.request("HEAD", "/version")
    assert connection.getresponse().status == 404
