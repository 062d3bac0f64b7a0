"""BuildKit's progress becomes events, however it is cut and whatever text stands in it."""

import base64
import json

import pytest

from workbench.domain.builds import (
    BuildEvent,
    ContextSent,
    StepCached,
    StepDone,
    StepFailed,
    StepOutput,
    StepProgress,
    StepStarted,
)
from workbench.domain.raw import Raw
from workbench.engine.builders.buildx_parser import BuildxParser
from workbench.engine.builders.rawjson import RawJsonReader

DAY = "2026-11-21T02:44:"


def vertex(key: str, name: str, began: str = "", ended: str = "", **more: object) -> dict[str, object]:
    times = {"started": DAY + began + "Z"} if began else {}
    times |= {"completed": DAY + ended + "Z"} if ended else {}
    return {"digest": key, "name": name, **times, **more}


def log(key: str, text: bytes, stream: int = 1) -> dict[str, object]:
    return {"vertex": key, "stream": stream, "data": base64.b64encode(text).decode()}


def events(*objects: dict[str, object]) -> list[BuildEvent]:
    parser = BuildxParser()
    return [event for each in objects for event in parser.feed(Raw(each))]


FROM = vertex("f", "[base 1/2] FROM docker.io/library/debian:12")
RUN = "[stage-1 2/3] RUN make [all]"


def test_steps_are_counted_as_they_start_with_their_stages() -> None:
    told = events(
        {"vertexes": [FROM, vertex("r", RUN)]},
        {"vertexes": [vertex("f", "[base 1/2] FROM docker.io/library/debian:12", "01.0", "01.5")]},
        {"vertexes": [vertex("r", RUN, "02.0")]},
        {"vertexes": [vertex("r", RUN, "02.0", "04.25")]},
        {"vertexes": [vertex("e", "exporting to image", "05.0", "06.0")]},
    )
    assert told == [
        StepStarted("f", 1, 2, "FROM docker.io/library/debian:12", "base"),
        StepDone("f", 0.5),
        StepStarted("r", 2, 2, "RUN make [all]", "stage-1"),
        StepDone("r", 2.25),
        StepStarted("e", 3, 3, "exporting to image", ""),
        StepDone("e", 1.0),
    ]


def test_a_cached_step_begins_and_is_cached() -> None:
    done = vertex("r", "[2/3] RUN x", "02.0", "02.0", cached=True)
    assert events({"vertexes": [done]}) == [StepStarted("r", 1, 1, "RUN x", ""), StepCached("r")]


def test_what_a_step_prints_is_joined_to_lines_before_it_ends() -> None:
    told = events(
        {"vertexes": [vertex("r", RUN, "02.0")], "logs": [log("r", b"  a\nb"), log("r", b"oh\n", 2)]},
        {"logs": [log("r", b"c\r\n\n\xff")]},
        {"vertexes": [vertex("r", RUN, "02.0", "03.0")], "logs": [log("r", b"!", 2)]},
    )
    assert told[1:] == [
        StepOutput("r", "  a", False),
        StepOutput("r", "oh", True),
        StepOutput("r", "bc", False),
        StepOutput("r", "", False),
        StepOutput("r", "!", True),
        StepOutput("r", "\ufffd", False),
        StepDone("r", 1.0),
    ]


def test_the_failed_step_tells_its_last_lines_and_its_stopped_siblings_nothing() -> None:
    parser = BuildxParser()
    failed = vertex("r", RUN, "02.0", "03.0", error="process did not complete successfully: exit code: 3")
    stopped = vertex("s", "[base 2/2] RUN sleep 9", "02.0", "03.0", error="sleep: context canceled")
    told = list(parser.feed(Raw({"vertexes": [stopped, failed], "logs": [log("r", b"one\ntwo\n")]})))
    assert [event for event in told if isinstance(event, StepFailed)] == [parser.failure]
    assert parser.failure is not None
    assert (parser.failure.key, parser.failure.title) == ("r", "RUN make [all]")
    assert parser.failure.last_lines == ("one", "two")


def test_internal_work_is_no_step_unless_it_fails() -> None:
    name = "[internal] load metadata for docker.io/library/nope:1"
    good = vertex("i", "[internal] load .dockerignore", "01.0", "01.1")
    bad = vertex("m", name, "01.0", "01.5", error="not found")
    told = events({"vertexes": [good]}, {"vertexes": [bad]})
    title = "load metadata for docker.io/library/nope:1"
    assert told == [StepStarted("m", 1, 1, title, ""), StepFailed("m", title, "not found", (), 0.5)]


def test_the_context_and_a_pull_tell_how_far_they_are() -> None:
    told = events(
        {
            "vertexes": [
                vertex("c", "[internal] load build context", "01.0"),
                {**FROM, "started": DAY + "01.0Z"},
            ],
            "statuses": [
                {"id": "transferring context:", "vertex": "c", "current": 1234},
                {"id": "sha256:abc", "vertex": "f", "current": 5, "total": 10},
            ],
        }
    )
    assert told == [
        ContextSent(1234, None, 0),
        StepStarted("f", 1, 1, "FROM docker.io/library/debian:12", "base"),
        StepProgress("f", "sha256:abc", 5, 10),
    ]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("size", [1, 3, 17, 10_000])
def test_objects_and_text_come_apart_wherever_blocks_are_cut(indent: int | None, size: int) -> None:
    objects = [{"vertexes": [vertex("é", "}{\n")]}, {"logs": [log("r", b"x")]}, {}]
    text = "WARNING: old\n" + "\n".join(
        json.dumps(each, indent=indent, ensure_ascii=False) for each in objects
    )
    data = (text + "\nDockerfile:2\n--\nERROR: failed to solve: no").encode()
    reader = RawJsonReader()
    found = [raw for start in range(0, len(data), size) for raw in reader.feed(data[start : start + size])]
    found += reader.feed(b"", is_last=True)
    assert [dict(raw.fields) for raw in found] == objects
    assert reader.text == "WARNING: old\nDockerfile:2\n--\nERROR: failed to solve: no"


def test_progress_broken_off_is_kept_as_text() -> None:
    reader = RawJsonReader()
    assert reader.feed(b'{"vertexes": [') == []
    assert reader.feed(b"", is_last=True) == []
    assert reader.text == '{"vertexes": ['
