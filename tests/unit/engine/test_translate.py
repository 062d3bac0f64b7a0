"""How each engine's way of telling becomes the same values."""

import json
from datetime import UTC, datetime

import pytest

from workbench.domain.containers import ChangeKind, Container, ContainerState, Health, PortMapping
from workbench.domain.raw import Raw
from workbench.domain.secrets import MASK
from workbench.engine.translate_containers import filesystem_change, inspected_container, listed_container
from workbench.engine.translate_engine import disk_use, engine_facts
from workbench.engine.translate_images import listed_image
from workbench.engine.translate_networks import listed_network, listed_volume, network_members

NONSENSE: tuple[object, ...] = (None, 3, "x", [], {}, [3], {"a": 3}, [[["x"]]], True)


def listed(**fields: object) -> Container:
    return listed_container(Raw({"Id": "a" * 64, "Names": ["/web"], "State": "running", **fields}))


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("running", ContainerState.RUNNING),
        ("Exited", ContainerState.EXITED),
        ("stopped", ContainerState.EXITED),
        ("configured", ContainerState.CREATED),
        ("levitating", ContainerState.UNKNOWN),
        ("", ContainerState.UNKNOWN),
    ],
)
def test_states_of_every_engine(word: str, state: ContainerState) -> None:
    assert listed(State=word).state is state


@pytest.mark.parametrize(
    ("fields", "health"),
    [
        ({"Status": "Up 2 minutes"}, Health.NONE),
        ({"Status": "Up 2 minutes (healthy)"}, Health.HEALTHY),
        ({"Status": "Up 2 minutes (unhealthy)"}, Health.UNHEALTHY),
        ({"Status": "Up 2 seconds (health: starting)"}, Health.STARTING),
        ({"Status": "Up 2 minutes", "Health": {"Status": "healthy"}}, Health.HEALTHY),
        ({"Status": "Up 2 minutes", "Health": {"Status": "feverish"}}, Health.UNKNOWN),
    ],
)
def test_health_in_a_list(fields: dict[str, object], health: Health) -> None:
    assert listed(**fields).health is health


def test_a_linked_containers_own_name_is_shown() -> None:
    assert listed(Names=["/other/alias", "/web"]).name == "web"


def test_a_nameless_container_is_shown_by_its_id() -> None:
    assert listed(Names=None).name == "a" * 12


def test_a_port_published_on_both_internet_protocols_counts_once() -> None:
    ports = [
        {"PrivatePort": 80, "PublicPort": 8080, "Type": "tcp", "IP": "::"},
        {"PrivatePort": 80, "PublicPort": 8080, "Type": "tcp", "IP": "0.0.0.0"},
        {"PrivatePort": 53, "Type": "udp"},
    ]
    assert listed(Ports=ports).ports == (PortMapping(53, "udp"), PortMapping(80, "tcp", "0.0.0.0", 8080))


def test_ports_that_differ_between_internet_protocols_are_both_shown() -> None:
    ports = [
        {"PrivatePort": 80, "PublicPort": 8080, "Type": "tcp", "IP": "0.0.0.0"},
        {"PrivatePort": 80, "PublicPort": 8081, "Type": "tcp", "IP": "::"},
    ]
    assert len(listed(Ports=ports).ports) == 2


def test_times_have_a_zone() -> None:
    assert listed(Created=1_700_000_000).created_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("created", [None, "soon", 10**30, [], "0001-01-01T00:00:00Z"])
def test_times_that_are_none_become_the_epoch(created: object) -> None:
    assert listed(Created=created).created_at == datetime.fromtimestamp(0, UTC)


def test_what_is_shown_is_harmless_and_what_names_is_exact() -> None:
    container = listed(Names=["/a\u202eb"], Command="\x1b[2Jsh", Status="Up \x07", Labels={"k": "\x1b[31m"})
    assert (container.name, container.command, container.status) == ("a\u202eb", "sh", "Up \u2407")
    assert container.labels == (("k", "\x1b[31m"),)


@pytest.mark.parametrize("wrong", NONSENSE)
def test_a_list_of_nonsense_is_read_without_harm(wrong: object) -> None:
    keys = "Id Names Image ImageID Command Created State Status Ports NetworkSettings Labels Health".split()
    assert listed_container(Raw(dict.fromkeys(keys, wrong))).ports == ()


@pytest.mark.parametrize("wrong", NONSENSE)
def test_an_inspection_of_nonsense_is_read_without_harm(wrong: object) -> None:
    keys = (
        "Id Name Image Path Args Created State Config HostConfig NetworkSettings Mounts RestartCount".split()
    )
    detail = inspected_container(Raw(dict.fromkeys(keys, wrong)))
    assert detail.container.state is ContainerState.UNKNOWN


def test_ports_of_a_stopped_container_are_those_that_it_would_publish() -> None:
    detail = inspected_container(
        Raw(
            {
                "State": {"Status": "exited", "ExitCode": 3},
                "NetworkSettings": {"Ports": {}},
                "HostConfig": {"PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]}},
            }
        )
    )
    assert detail.container.ports == (PortMapping(80, "tcp", "127.0.0.1", 8080),)
    assert detail.exit_code == 3


def test_secrets_are_hidden_in_the_inspection_and_kept_in_the_values() -> None:
    environment = ["DB_PASSWORD=hunter2", "URL=redis://u:hunter2@h/0", "PLAIN=yes"]
    detail = inspected_container(Raw({"Config": {"Env": environment}}))
    shown = json.loads(detail.raw_json)["Config"]["Env"]
    assert shown == [f"DB_PASSWORD={MASK}", f"URL=redis://u:{MASK}@h/0", "PLAIN=yes"]
    assert ("DB_PASSWORD", "hunter2") in detail.environment


def test_an_inspection_cannot_reorder_what_is_read() -> None:
    assert "\u202e" not in inspected_container(Raw({"Name": "a\u202eb"})).raw_json


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [(0, ChangeKind.MODIFIED), (1, ChangeKind.ADDED), (2, ChangeKind.DELETED), (9, ChangeKind.UNKNOWN)],
)
def test_kinds_of_change(kind: int, meaning: ChangeKind) -> None:
    assert filesystem_change(Raw({"Path": "/a", "Kind": kind})).kind is meaning


def test_a_name_of_angle_brackets_is_none() -> None:
    raw = Raw({"Id": "i", "RepoTags": ["<none>:<none>"], "RepoDigests": ["<none>@<none>"], "SharedSize": -1})
    image = listed_image(raw)
    assert (image.tags, image.digests, image.shared_size_bytes) == ((), (), None)
    assert image.is_dangling


def test_disk_use_tells_what_lists_do_not() -> None:
    told = Raw({"Id": "i", "SharedSize": 30, "Containers": 2})
    image = listed_image(Raw({"Id": "i", "Size": 100, "SharedSize": -1, "Containers": -1}), {"i": told})
    assert (image.unique_size_bytes, image.container_count) == (70, 2)


def test_networks_and_their_members() -> None:
    raw = Raw(
        {
            "Name": "lab",
            "IPAM": {"Config": [{"Subnet": "10.1.0.0/16"}, {"Gateway": "x"}]},
            "Containers": {"c2": {"Name": "web", "IPv4Address": "10.1.0.3/16"}, "c1": {"Name": "db"}},
        }
    )
    assert listed_network(raw).members is None
    assert listed_network(raw).subnets == ("10.1.0.0/16",)
    assert [(each.container_name, each.ip_address) for each in network_members(raw)] == [
        ("db", ""),
        ("web", "10.1.0.3"),
    ]


def test_volume_sizes_are_unknown_in_lists() -> None:
    assert listed_volume(Raw({"Name": "v"})).size_bytes is None
    assert listed_volume(Raw({"Name": "v", "UsageData": {"Size": 5, "RefCount": 0}})).size_bytes == 5


def test_disk_use_counts_what_could_be_freed() -> None:
    use = disk_use(
        Raw(
            {
                "LayersSize": 100,
                "Images": [
                    {"Size": 60, "SharedSize": 20, "Containers": 1},
                    {"Size": 60, "SharedSize": 20, "Containers": 0},
                ],
                "Containers": [{"SizeRw": 5, "State": "running"}, {"SizeRw": 7, "State": "exited"}],
                "Volumes": [
                    {"UsageData": {"Size": 9, "RefCount": 0}},
                    {"UsageData": {"Size": -1, "RefCount": -1}},
                ],
                "BuildCache": [{"Size": 4, "InUse": True}, {"Size": 3}, {"Size": 99, "Shared": True}],
            }
        )
    )
    told = [
        (line.kind, line.count, line.active_count, line.size_bytes, line.reclaimable_bytes)
        for line in use.lines
    ]
    assert told == [
        ("images", 2, 1, 100, 60),
        ("containers", 2, 1, 12, 7),
        ("volumes", 2, 0, 9, 9),
        ("build cache", 3, 1, 7, 3),
    ]


def test_image_stores_and_products_are_told_apart() -> None:
    containerd = {"DriverStatus": [["driver-type", "io.containerd.snapshotter.v1"]]}
    podman = {"Components": [{"Name": "Podman Engine"}]}
    assert engine_facts(Raw(containerd), Raw({})).image_store == "containerd"
    assert (
        engine_facts(Raw({"DriverStatus": [["Backing Filesystem", "extfs"]]}), Raw({})).image_store
        == "classic"
    )
    assert engine_facts(Raw({}), Raw(podman)).product == "Podman"
    assert engine_facts(Raw({}), Raw({})).product == "Docker Engine"
