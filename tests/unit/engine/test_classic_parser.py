"""The classic builder's messages become events, the engine's remarks told apart from what steps print."""

from collections.abc import Iterator
from itertools import count

from workbench.domain.builds import (
    BuildEvent,
    StepCached,
    StepDone,
    StepFailed,
    StepOutput,
    StepProgress,
    StepStarted,
)
from workbench.domain.raw import Raw
from workbench.engine.builders.classic_parser import ClassicParser


def clock() -> Iterator[float]:
    """One second later each time."""
    return iter(float(second) for second in count())


def said(*texts: str) -> list[dict[str, object]]:
    return [{"stream": text} for text in texts]


def read(messages: list[dict[str, object]], parser: ClassicParser | None = None) -> list[BuildEvent]:
    seconds = clock()
    parser = parser or ClassicParser(lambda: next(seconds))
    found = [event for message in messages for event in parser.feed(Raw(message))]
    return found + list(parser.finish())


def kinds(events: list[BuildEvent]) -> list[tuple[type[BuildEvent], str]]:
    return [(type(event), getattr(event, "key", "")) for event in events]


def test_each_step_begins_prints_and_ends() -> None:
    told = read(
        [
            *said("Step 1/2 : FROM debian:12 AS base", "\n", " ---> 0123456789ab\n"),
            *said("Step 2/2 : RUN make", "\n", " ---> Running in 0123456789ab\n", "  one\ntw", "o\n"),
            *said("Removing intermediate container 0123456789ab\n", " ---> 89ab01234567\n"),
            {"aux": {"ID": "sha256:89ab"}},
            *said("Successfully built 89ab01234567\n", "Successfully tagged app:1\n"),
        ]
    )
    assert told == [
        StepStarted("1", 1, 2, "FROM debian:12 AS base", "base"),
        StepDone("1", 1.0),
        StepStarted("2", 2, 2, "RUN make", "base"),
        StepOutput("2", "  one", False),
        StepOutput("2", "two", False),
        StepDone("2", 1.0),
    ]


def test_the_image_is_the_last_one_that_was_made() -> None:
    parser = ClassicParser(lambda: 0.0)
    read([{"aux": {"ID": "sha256:1"}}, {"aux": {"ID": "sha256:2"}}], parser)
    assert parser.image_id == "sha256:2"


def test_only_the_engine_says_that_a_step_is_cached() -> None:
    told = read(
        [
            *said("Step 1/2 : RUN a\n", " ---> Using cache\n", " ---> 0123456789ab\n"),
            *said("Step 2/2 : RUN b\n", " ---> Running in 0123456789ab\n", " ---> Using cache\n"),
        ]
    )
    assert kinds(told)[1] == (StepCached, "1")
    assert kinds(told)[-1] == (StepDone, "2")


def test_a_step_that_prints_a_steps_head_begins_none() -> None:
    told = read(said("Step 1/2 : RUN a\n", "Step 2/9 : RUN b\n", "Step 1/2 : RUN a\n"))
    assert [event.line for event in told if isinstance(event, StepOutput)] == [
        "Step 2/9 : RUN b",
        "Step 1/2 : RUN a",
    ]


def test_what_the_engine_paints_red_was_written_to_standard_error() -> None:
    told = read(said("Step 1/1 : RUN a\n", "\x1b[91moh\n\x1b[0m", "\x1b[32mgreen\x1b[0m\n"))
    assert told[1:3] == [StepOutput("1", "oh", True), StepOutput("1", "\x1b[32mgreen\x1b[0m", False)]


def test_a_failure_ends_the_step_with_its_last_lines() -> None:
    seconds = clock()
    parser = ClassicParser(lambda: next(seconds))
    message = "The command '/bin/sh -c make' returned a non-zero code: 2"
    lines = [f"line {number}\n" for number in range(30)]
    told = read([*said("Step 1/3 : RUN make\n", *lines), {"errorDetail": {"message": message}}], parser)
    assert told[-1] == parser.failure
    assert isinstance(parser.failure, StepFailed)
    assert (parser.failure.title, parser.failure.message, parser.error) == ("RUN make", message, message)
    assert parser.failure.last_lines == tuple(f"line {number}" for number in range(10, 30))


def test_a_pull_inside_a_step_tells_how_far_it_is() -> None:
    progress: dict[str, object] = {
        "status": "Downloading",
        "id": "abc",
        "progressDetail": {"current": 5, "total": 9},
    }
    told = read([*said("Step 1/1 : FROM debian\n"), progress])
    assert told[1] == StepProgress("1", "Downloading abc", 5, 9)


def test_podman_counts_each_stages_steps_by_themselves() -> None:
    told = read(
        said(
            "[1/2] STEP 1/2: FROM debian AS one\n",
            "[1/2] STEP 2/2: RUN a\n",
            "--> Using cache 0123456789ab\n",
            "--> 0123456789ab\n",
            "[2/2] STEP 1/1: FROM debian\n",
        )
    )
    assert kinds(told) == [
        (StepStarted, "1"),
        (StepDone, "1"),
        (StepStarted, "2"),
        (StepCached, "2"),
        (StepStarted, "3"),
        (StepDone, "3"),
    ]
    assert [event.stage for event in told if isinstance(event, StepStarted)] == ["one", "one", "stage-1"]
