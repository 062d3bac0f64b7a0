"""HEALTHCHECK in a build: numbers of retries that Docker refuses, and how it tells those that it takes."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import io

import docker
import pytest
from docker.errors import APIError

_BASE = "python:3.11-slim"


def _last_told(client: docker.DockerClient, retries: str) -> dict[str, str]:
    text = f"FROM {_BASE}\nHEALTHCHECK --retries={retries} CMD true\n"
    told: list[dict[str, str]] = list(
        client.api.build(fileobj=io.BytesIO(text.encode()), decode=True, tag="checked:1")
    )
    return told[-1]


@pytest.mark.parametrize(
    ("retries", "told"),
    [
        ("-1", "--retries cannot be negative (-1)"),
        ("abc", 'strconv.ParseInt: parsing "abc": invalid syntax'),
        ("1_0", 'strconv.ParseInt: parsing "1_0": invalid syntax'),
        ("2147483648", 'strconv.ParseInt: parsing "2147483648": value out of range'),
        ("9" * 5000, f'strconv.ParseInt: parsing "{"9" * 5000}": value out of range'),
    ],
)
def test_retries_that_are_no_number_of_times_are_refused(
    client: docker.DockerClient, retries: str, told: str
) -> None:
    assert _last_told(client, retries)["error"] == told


@pytest.mark.parametrize(
    ("retries", "character"),
    [("+3", "\\x03"), ("0", "\\x00"), ("55296", "\ufffd"), ("1114112", "\ufffd"), ("2147483647", "\ufffd")],
)
def test_retries_are_told_as_a_character(client: docker.DockerClient, retries: str, character: str) -> None:
    assert "error" not in _last_told(client, retries)
    [step, *_] = client.images.get("checked:1").history()
    assert step["CreatedBy"].endswith(f'HEALTHCHECK &{{["CMD-SHELL" "true"] "0s" "0s" "0s" \'{character}\'}}')


def test_a_commit_refuses_them_too(client: docker.DockerClient) -> None:
    container = client.containers.create(_BASE, "true")
    with pytest.raises(APIError, match="--retries cannot be negative") as refused:
        container.commit(changes=["HEALTHCHECK --retries=-1 CMD true"])
    assert refused.value.status_code == 400
