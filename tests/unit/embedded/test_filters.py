"""Filters: what a prune spares, and values that are refused."""

# docker-py's stubs leave much of what it answers open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import docker
import pytest
from docker.errors import APIError

from workbench.embedded.durations import duration_ns
from workbench.embedded.errors import BadParameter
from workbench.embedded.filters import prune_filters

_SECOND_NS = 1_000_000_000
_NOW_NS = 1_735_689_600 * _SECOND_NS  # 2025-01-01T00:00:00Z


@pytest.mark.parametrize(
    ("until", "seconds_ago"),
    [
        ("10s", 10),
        ("1h30m", 5400),
        ("1.5h", 5400),
        ("-10s", -10),
        ("0", 0),
        ("1735689500", 100),
        ("1735689500.0", 100),
        ("2024-12-31", 86_400),
        ("2024-12-31T23:59", 60),
        ("2024-12-31T23:59:50Z", 10),
        ("2025-01-01T00:59:50+01:00", 10),
    ],
)
def test_until_is_a_duration_or_a_moment(until: str, seconds_ago: int) -> None:
    assert prune_filters({"until": [until]}, _NOW_NS).until_ns == _NOW_NS - seconds_ago * _SECOND_NS


@pytest.mark.parametrize(
    "until", ["", "abc", "1d", "1h30", "h", "2025-13-01", "2025-01-01T00:00:61Z", "²", "-"]
)
def test_an_until_that_cannot_be_read_is_refused(until: str) -> None:
    with pytest.raises(BadParameter, match="failed to parse value as time or duration"):
        prune_filters({"until": [until]}, _NOW_NS)


def test_a_second_until_is_refused() -> None:
    with pytest.raises(BadParameter, match="more than one until"):
        prune_filters({"until": ["1h", "2h"]}, _NOW_NS)


@pytest.fixture
def littered(client: docker.DockerClient) -> docker.DockerClient:
    """An engine with two idle things of each kind but images, one with a label."""
    for name, labels in (("plain", {}), ("spared", {"keep": "1"})):
        client.containers.create("redis", name=name, labels=labels)
        client.networks.create(name, labels=labels)
        client.volumes.create(name, labels=labels)
    return client


def _standing(client: docker.DockerClient) -> list[set[str]]:
    own = {"plain", "spared"}
    return [
        own & {each.name for each in things}
        for things in (client.containers.list(all=True), client.networks.list(), client.volumes.list())
    ]


def test_a_prune_spares_what_is_younger(littered: docker.DockerClient) -> None:
    before = _standing(littered)
    littered.containers.prune({"until": "1h"})
    littered.networks.prune({"until": "1h"})
    littered.images.prune({"dangling": False, "until": "2000-01-01"})
    assert _standing(littered) == before
    assert "python:3.11-slim" in littered.images.get("python:3.11-slim").tags
    littered.containers.prune({"until": "0"})
    littered.networks.prune({"until": "0"})
    assert _standing(littered)[:2] == [set(), set()]


def test_a_prune_spares_a_label(littered: docker.DockerClient) -> None:
    littered.containers.prune({"label!": "keep"})
    littered.networks.prune({"label!": "keep=1"})
    littered.volumes.prune({"all": True, "label!": "keep"})
    assert _standing(littered) == [{"spared"}] * 3


def test_a_prune_that_cannot_read_its_filters_takes_nothing(littered: docker.DockerClient) -> None:
    before = _standing(littered)
    for kind in (littered.containers, littered.networks, littered.images):
        with pytest.raises(APIError, match="failed to parse value") as caught:
            kind.prune({"until": "soon"})
        assert caught.value.status_code == 400
    with pytest.raises(APIError, match="Invalid filter 'until'"):
        littered.volumes.prune({"until": "1h"})
    assert _standing(littered) == before


@pytest.mark.parametrize(
    ("path", "filters", "status", "told"),
    [
        ("containers", {"exited": ["abc"]}, 500, 'strconv.Atoi: parsing "abc": invalid syntax'),
        ("containers", {"health": ["abc"]}, 400, "Unrecognised filter value for health: abc"),
        ("images", {"dangling": ["maybe"]}, 400, r"Invalid filter 'dangling=\[maybe\]'"),
        ("networks", {"dangling": ["maybe"]}, 400, r"Invalid filter 'dangling=\[maybe\]'"),
        ("volumes", {"dangling": ["true", "false"]}, 400, r"Invalid filter 'dangling=\[true false\]'"),
    ],
)
def test_a_list_refuses_what_it_cannot_read(
    client: docker.DockerClient, path: str, filters: dict[str, list[str]], status: int, told: str
) -> None:
    with pytest.raises(APIError, match=told) as caught:
        getattr(client, path).list(filters=filters)
    assert caught.value.status_code == status


def test_an_exit_code_is_a_number(client: docker.DockerClient) -> None:
    client.containers.run("python:3.11-slim", ["true"])
    assert len(client.containers.list(filters={"exited": "+0"})) == 1
    assert client.containers.list(filters={"exited": "1"}) == []


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [("1h30m", 5400 * 10**9), ("1.5s", 1_500_000_000), (".5ms", 500_000), ("-10s", -(10**10)), ("0", 0)],
)
def test_a_duration_is_read_as_docker_reads_it(text: str, nanoseconds: int) -> None:
    assert duration_ns(text) == nanoseconds


@pytest.mark.parametrize("text", ["", "5", "5xx3s", "3s ", "1d"])
def test_what_is_no_duration_is_none(text: str) -> None:
    # A build took 5xx3s for three seconds.
    assert duration_ns(text) is None
