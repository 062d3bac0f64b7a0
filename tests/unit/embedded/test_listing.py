"""What `ls`, `tr` and `pip list` print, checked against those of Debian and of pip 23."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import json

import docker
import pytest

from tests.unit.embedded.shell_runs import run

_MADE = "mkdir -p /q/a/b /q/.h; touch /q/a/g /q/f; "


@pytest.mark.parametrize("options", ["-n", "-ln", "--numeric-uid-gid"])
async def test_owners_may_be_shown_as_numbers(options: str) -> None:
    code, written, _ = await run(f"touch /own; chown 33:42 /own; ls {options} /own")
    assert (code, written.split()[:5]) == (0, ["-rw-r--r--", "1", "33", "42", "0"])


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("ls -R /q", "/q:\na\nf\n\n/q/a:\nb\ng\n\n/q/a/b:\n"),
        ("ls -AR /q", "/q:\n.h\na\nf\n\n/q/.h:\n\n/q/a:\nb\ng\n\n/q/a/b:\n"),
        ("cd /q; ls --recursive", ".:\na\nf\n\n./a:\nb\ng\n\n./a/b:\n"),
        ("ls -R /q/f /q/a", "/q/f\n\n/q/a:\nb\ng\n\n/q/a/b:\n"),
        ("ls -Rd /q", "/q\n"),
        ("ls --color=always /q", "a\nf\n"),
    ],
)
async def test_folders_below_are_shown(line: str, written: str) -> None:
    assert await run(_MADE + line) == (0, written, "")


async def test_characters_may_be_given_from_one_to_another() -> None:
    assert await run("echo abc-xyz | tr a-y A-Y; echo a1b22 | tr -d 0-9") == (0, "ABC-XYz\nab\n", "")


def _pip(client: docker.DockerClient, command: str) -> str:
    script = f"pip install --quiet prometheus-client==0.20.0; {command}"
    return client.containers.run("python:3.11-slim", ["sh", "-c", script], remove=True).decode()


def test_pip_lists_packages_as_a_table(client: docker.DockerClient) -> None:
    assert _pip(client, "pip list").splitlines() == [
        "Package           Version",
        "----------------- -------",
        "prometheus-client 0.20.0",
    ]


@pytest.mark.parametrize("command", ["pip freeze", "pip list --format=freeze", "pip list --format freeze"])
def test_pip_lists_packages_as_requirements(client: docker.DockerClient, command: str) -> None:
    assert _pip(client, command) == "prometheus-client==0.20.0\n"


def test_pip_lists_packages_as_json(client: docker.DockerClient) -> None:
    found = json.loads(_pip(client, "pip list --format json"))
    assert found == [{"name": "prometheus-client", "version": "0.20.0"}]


def test_pip_lists_nothing_where_nothing_is(client: docker.DockerClient) -> None:
    assert client.containers.run("python:3.11-slim", ["pip", "list"], remove=True) == b""
