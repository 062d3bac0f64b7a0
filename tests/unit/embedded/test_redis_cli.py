"""What `redis-cli` does with what it reads from a pipe, checked against that of Redis 7."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import docker
import pytest

_FAR = "Could not connect to Redis at nosuch:6379: Name or service not known\n"


@pytest.mark.parametrize(
    ("typed", "options", "written"),
    [
        ('ping\\nset a "b c"\\nget a\\nget none\\n', "", "PONG\nOK\nb c\n\n"),
        ("ping\\nquit\\nping\\n", "", "PONG\n"),
        ('get "a\\n\\nping\\n', "", "Invalid argument(s)\nPONG\n"),
        ("ping\\nping\\nexit\\n", "-h nosuch", _FAR * 3),
        ("", "-h nosuch", _FAR),
    ],
)
def test_lines_are_carried_out_one_by_one(
    client: docker.DockerClient, typed: str, options: str, written: str
) -> None:
    container = client.containers.run("redis", detach=True)
    told = container.exec_run(["sh", "-c", f"printf '{typed}' | redis-cli {options}"])
    assert (told.exit_code, told.output) == (0, written.encode())


def test_it_tells_the_version_that_the_server_tells(client: docker.DockerClient) -> None:
    container = client.containers.run("redis", detach=True)
    assert container.exec_run("redis-cli --version").output == b"redis-cli 7.4.6-embedded\n"
    assert b"redis_version:7.4.6-embedded" in container.exec_run("redis-cli info").output


def test_an_error_is_told_bare_and_an_empty_line_after_it(client: docker.DockerClient) -> None:
    container = client.containers.run("redis", detach=True)
    told = container.exec_run("redis-cli get a b")
    assert told.output == b"ERR wrong number of arguments for 'get' command\n\n"
