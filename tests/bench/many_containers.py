"""A thousand containers: `python -m tests.bench.many_containers [--engine URL] [--count N]`.

The list on the screen against `docker ps --all`; a key of the filter, and a step of the cursor, until it is
painted; and one event (a container renamed) until it is painted, counted from the moment in which a reader
that does nothing else has the event in its hands.
"""

import argparse
import itertools
import subprocess
import time

from tests.bench.api import EventClock, ask
from tests.bench.engines import BenchEngine, ask_for_engine, bench_engine
from tests.bench.measure import Figure, median, percentile, show
from tests.bench.programs import start_workbench
from tests.bench.terminal import Terminal

_EVENT_AIM_MS = 100
_LETTERS = "jqvyz"
"""Each stands in the name of one container, and in nothing else that the filter looks at."""
_FIRST = "bench-0000"
_DOWN, _UP, _HOME, _ESCAPE = "\x1b[B", "\x1b[A", "\x1b[H", "\x1b"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    ask_for_engine(parser)
    parser.add_argument("--count", type=int, default=1000)
    options = parser.parse_args()
    with bench_engine(options.engine) as engine:
        plain = [f"bench-{number:04}" for number in range(options.count - len(_LETTERS))]
        engine.create([*plain, *(f"bench-xx-{letter}" for letter in _LETTERS)])
        measure(engine, options.count)


def measure(engine: BenchEngine, count: int) -> None:
    """Start a few times, then go through the rest in one run."""
    starts = [_start(engine) for _ in range(3)]
    command_line = min(_list_by_command_line(engine) for _ in range(3))
    with start_workbench(engine.url) as program:
        program.wait_for(_FIRST)
        time.sleep(2)
        filters = _filter(program)
        moves = _move(program)
        events, delays = _rename(engine, program)
    event = median(delays)
    show(
        f"{count:,} containers, all created and none running",
        [
            Figure("start to the list on the screen", min(starts), "ms", command_line, "docker ps --all"),
            Figure("a key of the filter to the paint, median", median(filters), "ms"),
            Figure("a step of the cursor to the paint, median", median(moves), "ms"),
            Figure("the same, the slowest of a hundred", percentile(moves, 99), "ms"),
            Figure(
                "an event to the paint, median",
                event,
                "ms",
                median(events),
                "the call until the event is out",
                f"under {_EVENT_AIM_MS} ms",
                event < _EVENT_AIM_MS,
            ),
            Figure("the same, the slowest of twenty", max(delays), "ms"),
        ],
    )


def _start(engine: BenchEngine) -> float:
    with start_workbench(engine.url) as program:
        return (program.wait_for(_FIRST) - program.started_at) * 1000


def _list_by_command_line(engine: BenchEngine) -> float:
    began = time.monotonic()
    subprocess.run(["docker", "--host", engine.url, "ps", "--all"], check=True, stdout=subprocess.DEVNULL)
    return (time.monotonic() - began) * 1000


def _filter(program: Terminal) -> list[float]:
    """Type a letter that one name has, see that name; drop the filter, see the first name again."""
    taken: list[float] = []
    for letter in _LETTERS * 4:
        mark = program.now
        program.send("/")
        time.sleep(0.2)
        pressed = program.send(letter)
        taken.append((program.wait_for(f"bench-xx-{letter}", mark) - pressed) * 1000)
        mark = program.now
        program.send(_ESCAPE)
        program.wait_for("bench-0994", mark)
        program.send(_HOME)
        program.wait_for(_FIRST, mark)
        time.sleep(0.2)
    return taken


def _move(program: Terminal) -> list[float]:
    """Step down and up between two rows; both are painted anew."""
    taken: list[float] = []
    for key in itertools.islice(itertools.cycle((_DOWN, _UP)), 100):
        mark = program.now
        pressed = program.send(key)
        taken.append((program.wait_for("bench-0001", mark) - pressed) * 1000)
        time.sleep(0.05)
    return taken


def _rename(engine: BenchEngine, program: Terminal) -> tuple[list[float], list[float]]:
    """Give the first container other names; how long the event took, and then the paint."""
    events: list[float] = []
    delays: list[float] = []
    name = _FIRST
    with EventClock(engine.url) as clock:
        for number in range(20):
            new = f"bench-000-{number:02}"
            mark = program.now
            began = time.monotonic()
            ask(engine.url, "POST", f"/containers/{name}/rename?name={new}")
            arrived = clock.wait_for(f'"name":"{new}"')
            painted = program.wait_for(new, mark)
            events.append((arrived - began) * 1000)
            delays.append((painted - arrived) * 1000)
            name = new
            time.sleep(0.5)
    ask(engine.url, "POST", f"/containers/{name}/rename?name={_FIRST}")
    return events, delays


if __name__ == "__main__":
    main()
