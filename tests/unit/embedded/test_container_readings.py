"""What is asked of one container: its processes, its lines, commands beside it, its name."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import docker
import pytest
from docker.errors import APIError

_SLIM = "python:3.11-slim"


@pytest.mark.parametrize(
    ("asked", "titles", "first"),
    [
        ("-eo pid,cmd", ["PID", "CMD"], "sleep infinity"),
        ("-eo pid,comm", ["PID", "COMMAND"], "sleep"),
        ("-o pid,ppid,uid,tty,user", ["PID", "PPID", "UID", "TT", "USER"], "root"),
    ],
)
def test_the_columns_of_ps_are_chosen(
    client: docker.DockerClient, asked: str, titles: list[str], first: str
) -> None:
    container = client.containers.run(_SLIM, ["sleep", "infinity"], detach=True)
    told = container.top(ps_args=asked)
    assert (told["Titles"], told["Processes"][0][-1]) == (titles, first)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("-eo nosuch", 'ps: error: unknown user-defined format specifier "nosuch"'),
        ("-o cmd", "Couldn't find PID field in ps output"),
    ],
)
def test_columns_that_ps_does_not_know(client: docker.DockerClient, asked: str, told: str) -> None:
    container = client.containers.run(_SLIM, ["sleep", "infinity"], detach=True)
    with pytest.raises(APIError) as refused:
        container.top(ps_args=asked)
    assert (refused.value.status_code, refused.value.explanation) == (500, told)


@pytest.mark.parametrize(
    ("argv", "folder", "told"),
    [
        (["pwd"], "/nosuch", 'chdir to cwd ("/nosuch") set in config.json failed: no such file or directory'),
        (["/etc"], None, 'exec: "/etc": permission denied: unknown'),
    ],
)
def test_what_cannot_be_executed(
    client: docker.DockerClient, argv: list[str], folder: str | None, told: str
) -> None:
    container = client.containers.run(_SLIM, ["sleep", "infinity"], detach=True)
    code, said = container.exec_run(argv, workdir=folder)
    assert isinstance(said, bytes)
    assert code == 126
    assert told in said.decode()


@pytest.mark.parametrize(
    ("pattern", "is_found"),
    [
        ("st[0-9]", True),
        ("^/?st1$", True),
        ("/st", True),
        ("t1", True),
        ("^t1", False),
        ("ST1", False),
        ("[", False),
    ],
)
def test_names_are_found_by_expressions(client: docker.DockerClient, pattern: str, is_found: bool) -> None:
    client.containers.create("redis", name="st1")
    assert bool(client.containers.list(all=True, filters={"name": pattern})) == is_found


@pytest.mark.parametrize(
    ("name", "value", "is_found"),
    [
        ("expose", "6379/tcp", True),
        ("expose", "6000-7000", True),
        ("expose", "80", False),
        ("publish", "6379", False),
        ("publish", "1024-65535", True),
        ("is-task", "true", False),
        ("is-task", "false", True),
    ],
)
def test_ports_that_are_published_are_not_those_exposed(
    client: docker.DockerClient, name: str, value: str, is_found: bool
) -> None:
    client.containers.run("redis", detach=True, ports={"6379/tcp": ("127.0.0.1", 0)})
    assert bool(client.containers.list(filters={name: value})) == is_found


@pytest.mark.parametrize(("value", "told"), [("x", "invalid syntax"), ("5-3", "Invalid range specified")])
def test_ports_that_cannot_be_read(client: docker.DockerClient, value: str, told: str) -> None:
    with pytest.raises(APIError, match=f"error while looking up for expose {value}: .*{told}"):
        client.containers.list(filters={"expose": value})


def test_a_commit_changes_settings_alone(client: docker.DockerClient) -> None:
    container = client.containers.create("redis")
    with pytest.raises(APIError, match="run is not a valid change command"):
        container.commit(changes=["RUN true"])


def test_a_name_that_cannot_be_one_is_not_given(client: docker.DockerClient) -> None:
    container = client.containers.create("redis", name="kept")
    with pytest.raises(APIError, match=r"Error when allocating new name: Invalid container name \(/a b\)"):
        container.rename("a b")
    assert [each.name for each in client.containers.list(all=True)] == ["kept"]


def test_details_of_lines_end_in_a_blank(client: docker.DockerClient) -> None:
    container = client.containers.run(_SLIM, ["echo", "one"], detach=True)
    container.wait()
    url = f"{client.api.base_url}/v1.47/containers/{container.id}/logs?stdout=1&details=1"
    assert client.api.get(url).content[8:] == b" one\n"


def test_a_container_knows_itself_by_the_name_that_it_is_given(client: docker.DockerClient) -> None:
    told = client.containers.run("debian:bookworm-slim", ["env"], hostname="box", remove=True)
    assert b"HOSTNAME=box\n" in told
    other = client.containers.run("redis", detach=True)
    assert f"HOSTNAME={other.short_id}\n".encode() in other.exec_run("env").output
