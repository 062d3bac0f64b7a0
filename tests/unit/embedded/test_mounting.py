"""What is laid over a container's disk: volumes, folders in memory, and the files that name it."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import io
import tarfile
from typing import TypedDict, Unpack

import docker
import pytest

from workbench.embedded.world.files import FOLDER, Busy, FileTree, file_of

_DEBIAN = "debian:bookworm-slim"


class _Settings(TypedDict, total=False):
    volumes: dict[str, dict[str, str]]
    volumes_from: list[str]
    network: str
    hostname: str
    domainname: str
    extra_hosts: dict[str, str]


def _said(client: docker.DockerClient, script: str, **settings: Unpack[_Settings]) -> str:
    told: bytes = client.containers.run(_DEBIAN, ["sh", "-c", script], remove=True, **settings)
    return told.decode()


def test_a_mounted_disk_hides_what_is_below_and_is_no_part_of_the_tree() -> None:
    lower = {"data": FOLDER, "data/below": file_of(b"below")}
    tree, disk = FileTree(lower), {"": FOLDER, "own": file_of(b"own")}
    tree.mount("data", disk)
    tree.put("data/new/file", file_of(b"new"))
    assert tree.children("data") == ["new", "own"]
    assert set(disk) == {"", "own", "new", "new/file"}
    assert tree.changes() == []
    tree.amend("data/own", mode=0o600)
    assert disk["own"].mode == 0o600
    assert tree.remove("data/new")
    assert set(disk) == {"", "own"}
    assert dict(tree.own_files()) == lower


def test_the_inner_of_two_disks_wins_and_neither_goes() -> None:
    tree, outer, inner = FileTree(), {"": FOLDER, "in/hidden": FOLDER}, {"": FOLDER, "seen": FOLDER}
    tree.mount("out", outer)
    tree.mount("out/in", inner)
    assert tree.children("out/in") == ["seen"]
    with pytest.raises(Busy, match="/out"):
        tree.remove("out")
    assert "seen" in inner


def test_a_volume_outlives_its_containers_and_begins_with_the_images_files(
    client: docker.DockerClient,
) -> None:
    volume = {"kept": {"bind": "/etc", "mode": "rw"}}
    _said(client, "echo a > /etc/made", volumes=volume)
    again = {"kept": {"bind": "/again", "mode": "ro"}}
    assert _said(client, "cat /again/made; ls -d /again/passwd", volumes=again) == "a\n/again/passwd\n"
    [found] = [each for each in client.api.df()["Volumes"] if each["Name"] == "kept"]
    assert found["UsageData"]["Size"] > 2


def test_another_containers_volumes_are_borrowed(client: docker.DockerClient) -> None:
    volume = {"kept": {"bind": "/data", "mode": "rw"}}
    client.containers.create(_DEBIAN, "true", name="lender", volumes=volume)
    assert _said(client, "touch /data/x; ls -d /data/*", volumes_from=["lender"]) == "/data/x\n"
    script = "touch /data/y || ls /data"
    assert _said(client, script, volumes_from=["lender:ro"]) == "x\n"


def test_memory_begins_empty_each_time(client: docker.DockerClient) -> None:
    container = client.containers.run(
        _DEBIAN, ["sh", "-c", "ls /fast; touch /fast/x"], tmpfs={"/fast": ""}, detach=True
    )
    container.wait()
    container.start()
    container.wait()
    assert container.logs() == b""


def test_a_container_knows_its_names(client: docker.DockerClient) -> None:
    network = client.networks.create("own")
    script = "tail -n 2 /etc/hosts; cat /etc/hostname /etc/resolv.conf"
    told = _said(
        client, script, network="own", hostname="me", domainname="its.net", extra_hosts={"you": "1.2.3.4"}
    )
    network.reload()
    address = network.attrs["IPAM"]["Config"][0]["Gateway"].removesuffix("1") + "2"
    assert told == (f"1.2.3.4\tyou\n{address}\tme.its.net me\nme\nnameserver 127.0.0.11\noptions ndots:0\n")


def test_a_network_that_is_joined_stands_in_its_hosts(client: docker.DockerClient) -> None:
    network = client.networks.create("own")
    container = client.containers.run(_DEBIAN, "sleep infinity", detach=True)
    network.connect(container)
    assert container.exec_run("sh -c 'wc -l < /etc/hosts'").output == b"8\n"
    network.disconnect(container)
    assert container.exec_run("sh -c 'wc -l < /etc/hosts'").output == b"7\n"


def test_what_an_export_holds(client: docker.DockerClient) -> None:
    container = client.containers.run(
        _DEBIAN,
        ["sh", "-c", "touch /made /data/kept; rm /etc/passwd"],
        volumes={"kept": {"bind": "/data", "mode": "rw"}},
        detach=True,
    )
    container.wait()
    exported = client.api.get(f"{client.api.base_url}/v1.47/containers/{container.id}/export")
    with tarfile.open(fileobj=io.BytesIO(exported.content)) as archive:
        names = set(archive.getnames())
    assert {"made", "data", "etc/group"} <= names
    assert not {"etc/passwd", "data/kept", "etc/hosts"} & names
