"""Containers that cannot start or may not write: refused where Docker refuses, in its words."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import io
import tarfile

import docker
import pytest
from docker.errors import APIError
from docker.models.containers import Container
from docker.types import Mount

_SLIM = "python:3.11-slim"


@pytest.mark.parametrize(
    ("user", "network", "status", "reason"),
    [
        ("nosuch", None, 500, "unable to find user nosuch: no matching entries in passwd file"),
        ("root:nosuch", None, 500, "unable to find group nosuch: no matching entries in group file"),
        (None, "nosuch", 404, "network nosuch not found"),
    ],
)
def test_a_user_or_a_network_that_is_not_there_is_told_at_the_start(
    client: docker.DockerClient, user: str | None, network: str | None, status: int, reason: str
) -> None:
    container = client.containers.create("redis", ["id"], user=user, network=network)
    with pytest.raises(APIError) as refused:
        container.start()
    assert (refused.value.status_code, refused.value.explanation) == (status, reason)
    container.reload()
    state = container.attrs["State"]
    assert (state["Status"], state["ExitCode"], state["Error"]) == ("created", 128, reason)


def test_a_network_made_after_the_container_is_there_when_it_starts(client: docker.DockerClient) -> None:
    container = client.containers.create("redis", network="later")
    client.networks.create("later")
    container.start()
    container.reload()
    assert container.status == "running"


def test_exec_knows_who_runs_it_and_refuses_who_is_not_there(client: docker.DockerClient) -> None:
    container = client.containers.run("redis", detach=True)
    unknown = "unable to find user nosuch: no matching entries in passwd file"
    assert container.exec_run("id", user="1234:5678") == (0, b"uid=1234 gid=5678 groups=5678\n")
    assert container.exec_run("id", user="nosuch") == (126, f"{unknown}\r\n".encode())
    with pytest.raises(APIError, match=unknown):
        container.exec_run("id", user="nosuch", detach=True)


@pytest.mark.parametrize(
    ("folder", "memory", "reason"),
    [
        (
            "relative",
            None,
            "the working directory 'relative' is invalid, it needs to be an absolute path",
        ),
        (None, "1m", "Minimum memory limit allowed is 6MB"),
    ],
)
def test_settings_that_docker_does_not_take(
    client: docker.DockerClient, folder: str | None, memory: str | None, reason: str
) -> None:
    with pytest.raises(APIError) as refused:
        client.containers.create("redis", working_dir=folder, mem_limit=memory)
    assert (refused.value.status_code, refused.value.explanation) == (400, reason)
    assert not client.containers.list(all=True)


def test_a_refused_container_holds_no_volume(client: docker.DockerClient) -> None:
    with pytest.raises(APIError, match="mount path must be absolute"):
        client.containers.create("redis", volumes=["own:/data", "other:relative"])
    [volume] = client.volumes.list()
    volume.remove()
    assert (client.volumes.list(), client.containers.list(all=True)) == ([], [])


def test_a_refused_container_leaves_no_volume_without_a_name(client: docker.DockerClient) -> None:
    mounts = [Mount("/data", None), Mount("relative", "other")]
    with pytest.raises(APIError, match="mount path must be absolute"):
        client.containers.create("redis", mounts=mounts)
    assert client.volumes.list() == []


def test_a_lender_that_is_not_there_is_told_before_a_volume_is_made(client: docker.DockerClient) -> None:
    with pytest.raises(APIError) as refused:
        client.containers.create("redis", volumes=["own:/data"], volumes_from=["nosuch"])
    assert (refused.value.status_code, refused.value.explanation) == (400, "No such container: nosuch")
    assert client.volumes.list() == []


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("touch /x", "touch: cannot touch '/x': Read-only file system\n"),
        ("rm /etc/passwd", "rm: cannot remove '/etc/passwd': Read-only file system\n"),
        ("mkdir -p /y/z", "mkdir: cannot create directory '/y': Read-only file system\n"),
        ("echo a > /x", "sh: 1: cannot create /x: Read-only file system\n"),
        ("touch /kept/x", "touch: cannot touch '/kept/x': Read-only file system\n"),
    ],
)
def test_a_disk_marked_read_only_is_not_written(client: docker.DockerClient, script: str, told: str) -> None:
    container = _locked(client)
    code, said = container.exec_run(["sh", "-c", script])
    assert (code != 0, said) == (True, told.encode())
    # Docker itself makes the places that disks are mounted at.
    assert container.diff() == [{"Path": "/data", "Kind": 1}, {"Path": "/kept", "Kind": 1}]


def test_memory_and_volumes_are_written_in_spite_of_it(client: docker.DockerClient) -> None:
    script = "touch /dev/shm/a /run/b /data/c && echo d > /run/e && echo f >> /data/c"
    assert _locked(client).exec_run(["sh", "-c", script])[0] == 0


def test_nothing_is_copied_onto_a_disk_marked_read_only(client: docker.DockerClient) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("x"))
    container = _locked(client)
    with pytest.raises(APIError, match="container rootfs is marked read-only"):
        container.put_archive("/tmp", packed.getvalue())
    assert container.put_archive("/run", packed.getvalue())


def _locked(client: docker.DockerClient) -> Container:
    return client.containers.run(
        _SLIM,
        ["sleep", "infinity"],
        detach=True,
        read_only=True,
        tmpfs={"/run": ""},
        volumes=["free:/data", "locked:/kept:ro"],
    )
