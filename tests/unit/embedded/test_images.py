"""The catalogue's images, and images as archives."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import hashlib
import io
import json
import tarfile

import docker
import pytest
from docker.errors import APIError, ImageNotFound

from workbench.embedded.catalogue import Catalogue
from workbench.embedded.world.files import Entry
from workbench.embedded.world.layer_tars import layer_of, tar_of, tar_size

_SMALL_BYTES = 10_000_000


@pytest.mark.parametrize("name", Catalogue().layer_names())
def test_the_files_of_a_layer_add_up_to_its_size(name: str) -> None:
    catalogue = Catalogue()
    files = catalogue.layer_files(name)
    assert sum(entry.size_bytes for entry in files.values()) == catalogue.layer(name).size_bytes


def test_a_layers_digest_is_that_of_its_tar() -> None:
    catalogue = Catalogue()
    small = [name for name in catalogue.layer_names() if catalogue.layer(name).size_bytes < _SMALL_BYTES]
    assert small
    wrong = [
        name
        for name in small
        if layer_of(catalogue.layer_files(name)).diff_id != catalogue.layer(name).diff_id
    ]
    assert wrong == [], "run python -m workbench.embedded.catalogue"


def test_a_tar_is_as_long_as_it_is_said_to_be() -> None:
    files: dict[str, Entry] = dict(Catalogue().layer_files("alpine-3.20"))
    assert sum(map(len, tar_of(files))) == tar_size(files)


def test_layers_are_shared_as_in_life(client: docker.DockerClient) -> None:
    def layers(name: str) -> list[str]:
        found: list[str] = client.images.get(name).attrs["RootFS"]["Layers"]
        return found

    base = layers("debian:bookworm-slim")
    assert layers("python:3.11-slim")[:1] == base == layers("redis")[:1]
    chainguard = "cgr.dev/chainguard/python"
    assert layers(f"{chainguard}:latest-dev")[:2] == layers(f"{chainguard}:latest")
    assert layers("python:3.11")[:1] != base


@pytest.mark.long
def test_a_saved_image_holds_the_layers_that_its_id_promises(client: docker.DockerClient) -> None:
    image = client.images.get("python:3.11-alpine")
    with tarfile.open(fileobj=io.BytesIO(b"".join(image.save(named=True)))) as archive:
        [entry] = json.loads(_read(archive, "manifest.json"))
        assert entry["RepoTags"] == ["python:3.11-alpine"]
        config = _read(archive, entry["Config"])
        assert f"sha256:{hashlib.sha256(config).hexdigest()}" == image.id
        digests = [f"sha256:{hashlib.sha256(_read(archive, name)).hexdigest()}" for name in entry["Layers"]]
        assert digests == json.loads(config)["rootfs"]["diff_ids"] == image.attrs["RootFS"]["Layers"]
        base = io.BytesIO(_read(archive, entry["Layers"][0]))
    with tarfile.open(fileobj=base) as layer:
        assert _read(layer, "etc/alpine-release").startswith(b"3.")


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    found = archive.extractfile(name)
    assert found is not None
    return found.read()


def test_a_pull_brings_what_the_catalogue_knows(client: docker.DockerClient) -> None:
    with pytest.raises(ImageNotFound):
        client.images.get("nginx")
    told = list(client.api.pull("nginx", tag="latest", stream=True, decode=True))
    assert {"Already exists", "Pull complete"} <= {each["status"] for each in told}
    assert client.images.get("nginx").tags == ["nginx:latest"]


def test_a_pull_of_what_it_does_not_know_is_refused(client: docker.DockerClient) -> None:
    with pytest.raises(APIError, match="only its own catalogue"):
        client.images.pull("ghost", tag="1")


@pytest.mark.parametrize(
    ("name", "tag", "status", "told"),
    [
        ("redis", "nosuch", 404, "manifest for redis:nosuch not found: manifest unknown: manifest unknown"),
        ("python", "3.12-slim", 404, "catalogue holds python:3.11, python:3.11-slim, python:3.12.0-slim"),
        ("cgr.dev/chainguard/python", "1", 404, "manifest for cgr.dev/chainguard/python:1 not found"),
        ("moby/buildkit", "buildx-stable-1", 501, "classic builder, not BuildKit: set DOCKER_BUILDKIT=0"),
    ],
)
def test_a_refused_pull_tells_what_is_missing(
    client: docker.DockerClient, name: str, tag: str, status: int, told: str
) -> None:
    with pytest.raises(APIError, match=told) as caught:
        client.api.pull(name, tag=tag)
    assert caught.value.status_code == status


def test_a_name_is_taken_from_the_image_that_had_it(client: docker.DockerClient) -> None:
    client.images.get("redis").tag("mine", "1")
    client.images.get("python:3.11-alpine").tag("mine", "1")
    assert "mine:1" not in client.images.get("redis").tags
    assert "mine:1" in client.images.get("python:3.11-alpine").tags


def test_what_is_shared_is_counted_once(client: docker.DockerClient) -> None:
    use = client.df()
    assert use["LayersSize"] < sum(each["Size"] for each in use["Images"])
    [slim] = [each for each in use["Images"] if "python:3.11-slim" in each["RepoTags"]]
    assert slim["SharedSize"] == client.images.get("debian:bookworm-slim").attrs["Size"]


def test_images_are_filtered_by_age_and_by_name(client: docker.DockerClient) -> None:
    assert client.images.list(filters={"until": "2000-01-01"}) == []
    assert len(client.images.list(filters={"until": "0"})) == len(client.images.list())
    client.images.get("redis").tag("mine", "1")
    [row] = client.api.images(filters={"reference": "redis"})
    assert (row["RepoTags"], row["RepoDigests"][0].split("@")[0]) == (["redis:latest"], "redis")
    [row] = client.api.images(filters={"reference": "mine"})
    assert (row["RepoTags"], row["RepoDigests"]) == (["mine:1"], []), "a name given here has no digest"


@pytest.mark.parametrize("by_id", [False, True])
def test_the_last_tag_of_a_repository_takes_its_digest_with_it(
    client: docker.DockerClient, by_id: bool
) -> None:
    image = client.images.get("redis")
    digests = image.attrs["RepoDigests"]
    image.tag("redis", "other")
    first = client.api.remove_image("redis:other")
    assert first == [{"Untagged": "redis:other"}]
    records = client.api.remove_image(str(image.id) if by_id else "redis")
    told = [each["Untagged"] for each in records if "Untagged" in each]
    assert told == ["redis:latest", *digests]
    assert len(digests) == 1


def test_a_built_image_has_no_digest_to_lose(client: docker.DockerClient) -> None:
    client.images.build(fileobj=io.BytesIO(b"FROM redis\nENV A=1\n"), tag="built")
    records = client.api.remove_image("built")
    assert [each["Untagged"] for each in records if "Untagged" in each] == ["built:latest"]
