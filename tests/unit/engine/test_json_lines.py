"""A stream of JSON lines survives what is no JSON."""

import pytest

from workbench.domain.raw import Raw
from workbench.engine.event_stream import read_event
from workbench.engine.json_lines import JsonLines

EVENT = {
    "Type": "container",
    "Action": "die",
    "Actor": {"ID": "abc", "Attributes": {"name": "app", "exitCode": "3"}},
    "timeNano": 1_700_000_000_123_456_789,
}


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_objects_come_whole_and_rubbish_is_passed_over(size: int) -> None:
    data = '{"a":1}\n{"broken\n[1]\n\xff\n\n{"b":"é"}\n{"half":'.encode("utf-8", "surrogateescape")
    lines = JsonLines()
    found = [raw for start in range(0, len(data), size) for raw in lines.feed(data[start : start + size])]
    assert [dict(raw.fields) for raw in found] == [{"a": 1}, {"b": "é"}]


def test_an_event_keeps_its_nanoseconds_and_its_actors_name() -> None:
    event = read_event(Raw(EVENT))
    assert event is not None
    assert (event.time_ns, event.kind, event.action) == (1_700_000_000_123_456_789, "container", "die")
    assert (event.actor_id, event.actor_name) == ("abc", "app")
    assert dict(event.attributes)["exitCode"] == "3"


def test_what_names_no_action_is_no_event() -> None:
    assert read_event(Raw({"status": "x"})) is None


def test_of_what_came_together_the_newest_can_be_had_alone() -> None:
    lines = JsonLines()
    assert [raw.number("at") for raw in lines.feed_newest(b'{"at": 1}\n{"at": 2}\n{"a')] == [2]
    assert [raw.number("at") for raw in lines.feed_newest(b't": 3}\n')] == [3]
    assert lines.feed_newest(b'{"at": 4}') == []
