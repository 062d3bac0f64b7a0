"""A sample of use is read the same from either cgroup version, and from an engine that says less."""

import pytest

from workbench.domain.raw import Raw
from workbench.engine.stats_stream import read_stats

CPU = {"cpu_usage": {"total_usage": 3_000}, "system_cpu_usage": 20_000, "online_cpus": 4}
BEFORE = {"cpu_usage": {"total_usage": 1_000}, "system_cpu_usage": 16_000}


def test_cpu_is_percent_of_one_core() -> None:
    stats = read_stats(Raw({"id": "abc", "cpu_stats": CPU, "precpu_stats": BEFORE}))
    assert (stats.container_id, stats.cpu_percent, stats.cpu_count) == ("abc", 200.0, 4)


def test_the_first_sample_has_no_cpu_yet() -> None:
    assert read_stats(Raw({"cpu_stats": CPU, "precpu_stats": {}})).cpu_percent == 0.0


def test_without_the_hosts_cpu_time_the_clock_tells() -> None:
    raw = {
        "read": "2026-11-21T02:22:43.000004000Z",
        "preread": "2026-11-21T02:22:43.000000000Z",
        "cpu_stats": {"cpu_usage": {"total_usage": 3_000, "percpu_usage": [1, 2]}},
        "precpu_stats": {"cpu_usage": {"total_usage": 1_000}},
    }
    stats = read_stats(Raw(raw))
    assert (stats.cpu_percent, stats.cpu_count) == (50.0, 2)


@pytest.mark.parametrize(
    ("details", "used"),
    [
        ({"total_inactive_file": 300, "inactive_file": 1}, 700),
        ({"inactive_file": 400}, 600),
        ({"inactive_file": 5_000}, 1_000),
        ({}, 1_000),
    ],
)
def test_memory_is_without_the_cache_that_can_be_given_back(details: dict[str, int], used: int) -> None:
    stats = read_stats(Raw({"memory_stats": {"usage": 1_000, "limit": 4_000, "stats": details}}))
    assert (stats.memory_bytes, stats.memory_limit_bytes) == (used, 4_000)


def test_networks_and_disks_are_added_up() -> None:
    raw = {
        "networks": {"eth0": {"rx_bytes": 1, "tx_bytes": 2}, "eth1": {"rx_bytes": 10, "tx_bytes": 20}},
        "blkio_stats": {
            "io_service_bytes_recursive": [
                {"op": "Read", "value": 5},
                {"op": "read", "value": 6},
                {"op": "Write", "value": 7},
                {"op": "Total", "value": 99},
            ]
        },
        "pids_stats": {"current": 3},
    }
    stats = read_stats(Raw(raw))
    assert (stats.network_received_bytes, stats.network_sent_bytes) == (11, 22)
    assert (stats.block_read_bytes, stats.block_written_bytes, stats.process_count) == (11, 7, 3)
