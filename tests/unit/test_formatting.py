"""Sizes, ages, durations and ports read as people expect them."""

from datetime import UTC, datetime, timedelta

import pytest

from workbench import formatting
from workbench.domain.containers import PortMapping

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("size_bytes", "shown"),
    [
        (None, "–"),
        (0, "0 B"),
        (999, "999 B"),
        (1_030_000_000, "1.03 GB"),
        (149_000_000, "149 MB"),
        (72_800_000, "72.8 MB"),
        (999_600, "1.00 MB"),
        (-1500, "-1.50 kB"),
    ],
)
def test_sizes_are_those_of_the_docker_command_line(size_bytes: int | None, shown: str) -> None:
    assert formatting.size(size_bytes) == shown


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(seconds=-5), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=61), "1 h"),
        (timedelta(days=13), "1 w"),
        (timedelta(days=800), "2 y"),
    ],
)
def test_ages_use_the_largest_whole_unit(ago: timedelta, shown: str) -> None:
    assert formatting.age(NOW - ago, NOW) == shown


def test_an_engines_year_one_is_no_age() -> None:
    assert formatting.age(datetime(1, 1, 1, tzinfo=UTC), NOW) == "–"
    assert formatting.age(None) == "–"


def test_durations_grow_their_units() -> None:
    assert [formatting.duration(each) for each in (None, 0.34, 42.4, 61, 3700)] == [
        "–",
        "0.3 s",
        "42 s",
        "1 min 01 s",
        "1 h 01 min",
    ]


def test_ports_name_the_address_only_when_others_can_reach_it() -> None:
    loopback = PortMapping(5000, host_ip="127.0.0.1", host_port=5000)
    everywhere = PortMapping(53, "udp", "0.0.0.0", 5353)
    exposed = PortMapping(6379)
    assert (
        formatting.ports((exposed, loopback, everywhere, loopback)) == "5000→5000, 0.0.0.0:5353→53/udp, 6379"
    )


@pytest.mark.parametrize(
    ("share", "drawn"),
    [(0, "    "), (0.0001, "▏   "), (0.25, "█   "), (0.375, "█▌  "), (1, "████"), (2, "████"), (-1, "    ")],
)
def test_a_bar_fills_its_share_in_eighths(share: float, drawn: str) -> None:
    assert formatting.bar(share, 4) == drawn


def test_a_bar_of_no_width_is_nothing() -> None:
    assert formatting.bar(1, 0) == formatting.bar(0.5, 0) == ""
