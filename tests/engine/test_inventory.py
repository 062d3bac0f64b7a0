"""The inventory follows a real engine by its events alone."""

import threading
from collections.abc import Callable, Iterator
from time import monotonic

import pytest

from tests.tools.docker_cli import DockerCli
from tests.tools.private_engine import PrivateEngine
from tests.tools.waiting import wait_until
from workbench.domain.commands import CreateVolume
from workbench.domain.containers import Container, Health
from workbench.domain.inventory import Connection, Inventory
from workbench.engine.connect import connect
from workbench.engine.engine import Engine
from workbench.services.follow_inventory import InventoryFollower

IMAGE = "debian:bookworm-slim"


class Told:
    """The snapshots that a follower told, the newest last."""

    def __init__(self) -> None:
        self.snapshots: list[Inventory] = []
        self.moments: list[float] = []

    def __call__(self, inventory: Inventory) -> None:
        self.moments.append(monotonic())
        self.snapshots.append(inventory)

    @property
    def latest(self) -> Inventory:
        return self.snapshots[-1] if self.snapshots else Inventory()

    def container(self, name: str) -> Container | None:
        return self.latest.container(name)

    def shows(self, name: str, *, running: bool) -> bool:
        found = self.container(name)
        return found is not None and found.is_running is running


@pytest.fixture
def told(engine: Engine) -> Iterator[Told]:
    """The snapshots of a follower that has told its first one."""
    told = Told()
    follower = InventoryFollower(engine, told)
    follower.start()
    wait_until(lambda: told.snapshots, what="the first snapshot")
    yield told
    follower.stop()


def test_the_first_snapshot_is_what_docker_lists(told: Told, docker: DockerCli) -> None:
    images = {
        line for line in docker.lines("images", "--format", "{{.Repository}}:{{.Tag}}") if "<" not in line
    }
    assert images & {IMAGE, "redis:latest"}
    assert {IMAGE, "redis:latest"} & {tag for image in told.latest.images for tag in image.tags}
    assert "bridge" in {network.name for network in told.latest.networks}
    assert told.latest.connection is Connection.CONNECTED


def test_a_container_is_followed_from_run_to_rm(told: Told, docker: DockerCli, unique_name: str) -> None:
    docker("run", "-d", "--name", unique_name, IMAGE, "sleep", "1000", check=True)
    wait_until(lambda: told.shows(unique_name, running=True), what="it runs")
    docker("stop", "-t", "0", unique_name, check=True)
    wait_until(lambda: told.shows(unique_name, running=False), what="it has stopped")
    docker("rm", unique_name, check=True)
    wait_until(lambda: told.container(unique_name) is None, what="it is gone")


def test_networks_volumes_and_tags_come_and_go(told: Told, docker: DockerCli, unique_name: str) -> None:
    def has(names: set[str]) -> bool:
        return unique_name in names

    docker("network", "create", unique_name, check=True)
    wait_until(lambda: has({each.name for each in told.latest.networks}), what="the network")
    docker("volume", "create", unique_name, check=True)
    wait_until(lambda: has({each.name for each in told.latest.volumes}), what="the volume")
    docker("tag", IMAGE, f"{unique_name}:1", check=True)
    tags = f"{unique_name}:1"
    wait_until(lambda: any(tags in each.tags for each in told.latest.images), what="the tag")
    docker("rmi", tags, check=True)
    docker("volume", "rm", unique_name, check=True)
    docker("network", "rm", unique_name, check=True)
    wait_until(lambda: not has({each.name for each in told.latest.networks}), what="no network")
    wait_until(lambda: not has({each.name for each in told.latest.volumes}), what="no volume")
    wait_until(lambda: not any(tags in each.tags for each in told.latest.images), what="no tag")


def test_joining_a_network_shows_in_the_containers(told: Told, docker: DockerCli, unique_name: str) -> None:
    docker("network", "create", unique_name, check=True)
    docker("run", "-d", "--name", unique_name, IMAGE, "sleep", "1000", check=True)
    wait_until(lambda: told.shows(unique_name, running=True))
    docker("network", "connect", unique_name, unique_name, check=True)

    def is_member() -> bool:
        found = told.container(unique_name)
        return found is not None and unique_name in {each.network_name for each in found.networks}

    wait_until(is_member, what="it is a member")


def test_a_health_check_tells_its_outcome(told: Told, docker: DockerCli, unique_name: str) -> None:
    health = ("--health-cmd", "true", "--health-interval", "100ms")
    docker("run", "-d", "--name", unique_name, *health, IMAGE, "sleep", "1000", check=True)

    def is_healthy() -> bool:
        found = told.container(unique_name)
        return found is not None and found.health is Health.HEALTHY

    wait_until(is_healthy, what="healthy")


def test_what_did_not_change_is_the_very_same_object(told: Told, docker: DockerCli, unique_name: str) -> None:
    before = told.latest
    docker("network", "create", unique_name, check=True)
    wait_until(lambda: unique_name in {each.name for each in told.latest.networks})
    assert told.latest.volumes is before.volumes
    old = {network.id: network for network in before.networks}
    kept = [network for network in told.latest.networks if network.id in old]
    assert kept
    assert all(old[network.id] is network for network in kept)


def test_a_storm_of_events_is_told_whole_and_without_repeats(
    told: Told, docker: DockerCli, unique_name: str
) -> None:
    before = len(told.snapshots)
    names = [f"{unique_name}-{number}" for number in range(30)]
    docker("create", "--name", unique_name, IMAGE, check=True)
    threads = [
        threading.Thread(target=docker, args=("volume", "create", name), kwargs={"check": True})
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wait_until(lambda: set(names) <= {each.name for each in told.latest.volumes}, 30, "all volumes")
    changes = [
        (earlier, later)
        for earlier, later in zip(told.snapshots[before:], told.snapshots[before + 1 :], strict=False)
    ]
    assert all(earlier != later for earlier, later in changes), "told though nothing differed"


def test_a_storm_of_events_is_told_ten_times_a_second_at_most(
    told: Told, engine: Engine, unique_name: str
) -> None:
    before = len(told.moments)
    last = f"{unique_name}-99"
    for number in range(100):
        engine.execute(CreateVolume(f"{unique_name}-{number}"))
    wait_until(lambda: last in {each.name for each in told.latest.volumes}, 30, "the last volume")
    moments = told.moments[before:]
    # A slow machine only tells less often. The first pause may have begun before the first of these.
    assert len(moments) <= 2 + 10 * (moments[-1] - moments[0])


def test_a_stopped_follower_tells_nothing_more(engine: Engine, docker: DockerCli, unique_name: str) -> None:
    told, other = Told(), Told()
    follower, witness = InventoryFollower(engine, told), InventoryFollower(engine, other)
    follower.start()
    witness.start()
    wait_until(lambda: told.snapshots and other.snapshots)
    follower.stop()
    count = len(told.snapshots)
    docker("volume", "create", unique_name, check=True)
    wait_until(lambda: unique_name in {each.name for each in other.latest.volumes})
    witness.stop()
    assert len(told.snapshots) == count
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("inventory")]


def test_refreshing_tells_nothing_when_nothing_differs(engine: Engine) -> None:
    told = Told()
    follower = InventoryFollower(engine, told)
    follower.start()
    wait_until(lambda: told.snapshots)
    follower.refresh()
    follower.stop()
    assert all(earlier != later for earlier, later in zip(told.snapshots, told.snapshots[1:], strict=False))


def test_it_survives_a_restart_of_the_engine(private_engine: Callable[[], PrivateEngine]) -> None:
    private = private_engine()
    engine = connect(host=private.url)
    told = Told()
    follower = InventoryFollower(engine, told)
    follower.start()
    try:
        wait_until(lambda: told.snapshots, what="the first snapshot")
        docker = DockerCli(private.url)
        docker("volume", "create", "kept", check=True)
        wait_until(lambda: "kept" in {each.name for each in told.latest.volumes})
        private.stop()
        wait_until(lambda: told.latest.connection is Connection.LOST, what="lost")
        assert told.latest.problem
        assert "kept" in {each.name for each in told.latest.volumes}, "the old lists are kept"
        private.start()
        wait_until(lambda: told.latest.connection is Connection.CONNECTED, what="connected again")
        assert not told.latest.problem
        docker("volume", "create", "after", check=True)
        wait_until(lambda: "after" in {each.name for each in told.latest.volumes}, what="events again")
    finally:
        follower.stop()
        engine.close()


def test_a_follower_that_is_started_before_its_engine_waits_for_it(
    private_engine: Callable[[], PrivateEngine],
) -> None:
    private = private_engine()
    engine = connect(host=private.url)
    private.stop()
    told = Told()
    follower = InventoryFollower(engine, told)
    follower.start()
    try:
        wait_until(lambda: told.latest.connection is Connection.LOST, what="lost")
        private.start()
        wait_until(lambda: told.latest.connection is Connection.CONNECTED, what="connected")
        assert told.latest.networks
    finally:
        follower.stop()
        engine.close()
