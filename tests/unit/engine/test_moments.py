"""The engine's moments keep every nanosecond."""

import pytest

from workbench.engine.moments import nanoseconds_since_epoch, seconds_since_epoch


@pytest.mark.parametrize(
    ("moment", "seconds"),
    [
        ("2026-11-21T02:22:43.074409813Z", "1795227763.074409813"),
        ("2026-11-21T02:22:43.5Z", "1795227763.500000000"),
        ("2026-11-20T23:22:43-03:00", "1795227763.000000000"),
        ("1795227763.000000007", "1795227763.000000007"),
        ("1795227763", "1795227763"),
    ],
)
def test_a_moment_becomes_the_seconds_that_a_request_wants(moment: str, seconds: str) -> None:
    assert seconds_since_epoch(moment) == seconds


def test_nanoseconds_are_whole_numbers() -> None:
    assert nanoseconds_since_epoch("2026-11-21T02:22:43.074409813Z") == 1_795_227_763_074_409_813


def test_what_is_no_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="yesterday"):
        seconds_since_epoch("yesterday at T")
