"""Files obey their owners and modes, as a kernel has it, in commands and in builds."""

from io import BytesIO

import docker
import pytest
from docker.errors import BuildError

from tests.unit.embedded.shell_runs import run

_DENIED = "Permission denied"
_NOT_YOURS = "Operation not permitted"


@pytest.mark.parametrize(
    ("script", "code", "complaint"),
    [
        ("touch /x", 1, f"touch: cannot touch '/x': {_DENIED}"),
        ("touch x", 1, f"touch: cannot touch 'x': {_DENIED}"),
        ("touch /etc/passwd", 1, f"touch: cannot touch '/etc/passwd': {_DENIED}"),
        ("echo x > /etc/passwd", 2, f"/bin/sh: 1: cannot create /etc/passwd: {_DENIED}"),
        ("echo x >> /etc/passwd", 2, f"/bin/sh: 1: cannot create /etc/passwd: {_DENIED}"),
        ("echo x > /new", 2, f"/bin/sh: 1: cannot create /new: {_DENIED}"),
        ("mkdir /d", 1, f"mkdir: cannot create directory '/d': {_DENIED}"),
        ("mkdir -p /d/e", 1, f"mkdir: cannot create directory '/d': {_DENIED}"),
        ("mkdir -p d/e", 1, f"mkdir: cannot create directory 'd': {_DENIED}"),
        ("rm -f /etc/passwd", 1, f"rm: cannot remove '/etc/passwd': {_DENIED}"),
        ("rm -rf /opt", 1, f"rm: cannot remove '/opt': {_DENIED}"),
        ("rmdir /opt", 1, f"rmdir: failed to remove '/opt': {_DENIED}"),
        ("cp /etc/passwd /etc/copy", 1, f"cp: cannot create regular file '/etc/copy': {_DENIED}"),
        ("cp -r /etc/apt /opt", 1, f"cp: cannot create directory '/opt/apt': {_DENIED}"),
        ("mv /etc/passwd /tmp/p", 1, f"mv: cannot move '/etc/passwd' to '/tmp/p': {_DENIED}"),
        ("touch /tmp/a; mv /tmp/a /opt", 1, f"mv: cannot move '/tmp/a' to '/opt/a': {_DENIED}"),
        ("ln -s /a /b", 1, f"ln: failed to create symbolic link '/b': {_DENIED}"),
        ("echo x | tee /etc/q", 1, f"tee: /etc/q: {_DENIED}"),
        ("chmod 777 /etc/passwd", 1, f"chmod: changing permissions of '/etc/passwd': {_NOT_YOURS}"),
        ("chown 1000 /etc/passwd", 1, f"chown: changing ownership of '/etc/passwd': {_NOT_YOURS}"),
        ("touch /tmp/a; chown 0 /tmp/a", 1, f"chown: changing ownership of '/tmp/a': {_NOT_YOURS}"),
        (
            "mkdir -p /tmp/a/b; chmod 666 /tmp/a; touch /tmp/a/b",
            1,
            f"touch: cannot touch '/tmp/a/b': {_DENIED}",
        ),
        (
            "mkdir /tmp/a; touch /tmp/a/b; chmod 555 /tmp/a; rm -r /tmp/a",
            1,
            f"rm: cannot remove '/tmp/a/b': {_DENIED}",
        ),
        (
            "touch /tmp/a; chmod 444 /tmp/a; touch /tmp/a; echo x > /tmp/a",
            2,
            f"/bin/sh: 1: cannot create /tmp/a: {_DENIED}",
        ),
    ],
)
async def test_a_user_may_not_change_what_is_roots(script: str, code: int, complaint: str) -> None:
    for user in ("1000", "nobody"):
        assert await run(script, user=user) == (code, "x\n" if "tee" in script else "", f"{complaint}\n")


async def test_root_may_all() -> None:
    script = (
        "touch /x && chmod 0 /x && echo x > /x && chown 1000 /x /tmp && echo x >> /x && mkdir -p /d/e "
        "&& mv /etc/passwd /d && rm -rf /d && cat /x"
    )
    assert await run(script) == (0, "x\nx\n", "")


async def test_a_user_may_change_what_is_theirs() -> None:
    script = (
        "mkdir -p /tmp/a/b && touch /tmp/a/b/c && cp /etc/passwd /tmp/p && echo x >> /tmp/p "
        "&& chmod 600 /tmp/p && mv /tmp/p /tmp/q && ln -s q /tmp/r && echo y > /tmp/r && cat /tmp/q "
        "&& cp -r /tmp/a /var/tmp/z && rm -rf /tmp/a /tmp/q /tmp/r /var/tmp/z && chown 1000 /tmp; echo $?; "
        "echo x > /dev/null && echo z | tee /dev/null; [ -w /tmp ] && [ ! -w /etc/passwd ] && echo asked"
    )
    refused = f"chown: changing ownership of '/tmp': {_NOT_YOURS}\n"
    assert await run(script, user="1000") == (0, "y\n1\nz\nasked\n", refused)


async def test_a_folder_that_nobody_may_write_is_copied_with_its_content_and_mode() -> None:
    made = "mkdir /tmp/a && touch /tmp/a/b && chmod 500 /tmp/a"
    script = f"{made} && cp -r /tmp/a /tmp/c && ls /tmp/c && ls -ld /tmp/c"
    output = (await run(script, user="1000"))[1]
    assert output.startswith("b\ndr-x------")


async def test_what_is_written_keeps_its_owner_and_what_is_copied_becomes_the_copiers() -> None:
    script = (
        "touch /f && chown 1000 /f && echo x > /f && cp /f /g && cp -p /f /h && mv /f /i && ls -l /g /h /i"
    )
    rows = (await run(script))[1].splitlines()
    assert [row.split()[2] for row in rows] == ["root", "1000", "1000"]


@pytest.mark.parametrize(
    ("mode", "shown"),
    [
        ("u+x", "-rwxr--r--"),
        ("+x", "-rwxr-xr-x"),
        ("-w", "-r--r--r--"),
        ("a+w,o-r", "-rw-rw--w-"),
        ("g=u", "-rw-rw-r--"),
        ("go=", "-rw-------"),
        ("2755", "-rwxr-sr-x"),
        ("u=rwX,+t", "-rw-r--r-T"),
    ],
)
async def test_chmod_knows_octal_and_symbolic_modes(mode: str, shown: str) -> None:
    assert (await run(f"touch /f; chmod {mode} /f; ls -l /f"))[1][:10] == shown


def _build(client: docker.DockerClient, *lines: str, base: str = "debian:bookworm-slim") -> str:
    text = "\n".join(["FROM " + base, *lines])
    image, _ = client.images.build(fileobj=BytesIO(text.encode()), rm=True)
    return str(image.id)


@pytest.mark.parametrize(("step", "code"), [("touch /x", 1), ("echo x > /etc/passwd", 2)])
def test_a_step_that_may_not_write_fails_the_build(client: docker.DockerClient, step: str, code: int) -> None:
    with pytest.raises(BuildError, match=f"returned a non-zero code: {code}"):
        _build(client, "USER 1000", f"RUN {step}")


def test_the_folder_that_workdir_makes_is_roots_and_a_home_is_its_users(client: docker.DockerClient) -> None:
    made = "RUN groupadd -g 1500 app && useradd -m -u 1500 -g 1500 app && chown :1500 /opt && chmod 775 /opt"
    image = _build(
        client, made, "USER app", "WORKDIR /made", "RUN touch $HOME/ok /opt/ok", "RUN ! touch /made/x"
    )
    said = client.containers.run(
        image, ["sh", "-c", "echo $HOME; touch $HOME/more && rm /opt/ok; ls $HOME /opt"]
    )
    assert said == b"/home/app\n/home/app:\nmore\nok\n\n/opt:\n"


def test_a_copy_with_an_owner_makes_its_folders_that_owners(client: docker.DockerClient) -> None:
    origin = "COPY --from=debian:bookworm-slim"
    image = _build(
        client,
        f"{origin} --chown=1000:7 /etc/passwd /data/kept",
        f"{origin} /etc/passwd /plain/kept",
        "USER 1000",
        "RUN touch /data/new && echo x > /data/kept",
        "RUN ! touch /plain/new && ! touch /plain/kept",
    )
    rows = client.containers.run(image, ["ls", "-l", "/data"]).decode().splitlines()[1:]
    assert [row.split()[2:4] for row in rows] == [["1000", "7"], ["1000", "root"]]


@pytest.mark.parametrize(("user", "code"), [("1000:7", 0), ("1000", 2), ("7:1000", 2)])
def test_a_group_may_write_where_the_mode_says_so(client: docker.DockerClient, user: str, code: int) -> None:
    image = _build(client, "RUN touch /x && chown 5:7 /x && chmod 664 /x")
    container = client.containers.run(image, ["sh", "-c", "echo x > /x"], user=user, detach=True)
    assert container.wait()["StatusCode"] == code


def test_one_user_does_not_remove_anothers_file_from_tmp(client: docker.DockerClient) -> None:
    image = _build(client, "RUN touch /tmp/x")
    container = client.containers.run(image, ["sh", "-c", "rm -f /tmp/x"], user="1000", detach=True)
    assert container.wait()["StatusCode"] == 1
    assert container.logs() == f"rm: cannot remove '/tmp/x': {_NOT_YOURS}\n".encode()


def test_pip_installs_into_a_users_home_where_it_may_not_write_for_all(client: docker.DockerClient) -> None:
    image = _build(
        client,
        "RUN useradd -m app",
        "USER app",
        "RUN pip install flask && test -d $HOME/.local/lib/python3.12/site-packages/flask",
        "RUN python -m venv /tmp/own && /tmp/own/bin/pip install flask",
        base="python:3.12.0-slim",
    )
    for command in ("python -m venv /venv", "pip install flask"):
        container = client.containers.run(image, command, user="4000", detach=True)
        assert container.wait()["StatusCode"] == 1
        assert b"[Errno 13] Permission denied: '/" in container.logs()
