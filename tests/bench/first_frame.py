"""How long until something is seen: `python -m tests.bench.first_frame [--engine URL] [--runs N]`.

Whole processes in a terminal, from their start to the first piece of text, in turns with the barest Textual
app; and to the name of a container, in turns with the whole of `docker ps`. The best run of each counts: what
else the machine does only adds to a time.
"""

import argparse
import subprocess
import time

from tests.bench.bare_app import MARK
from tests.bench.engines import ask_for_engine, bench_engine
from tests.bench.measure import Figure, say, show
from tests.bench.programs import start_bare, start_workbench

_FRAME = "Looking for an engine"
_NAME = "bench-seen"
_AIM = 1.5


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    ask_for_engine(parser)
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    with bench_engine(options.engine) as engine:
        engine.run(_NAME, "sleep 100000")
        measure(engine.url, options.runs)


def measure(url: str, runs: int) -> None:
    """Take turns, so that what else the machine does falls on all alike."""
    bare: list[float] = []
    frames: list[float] = []
    lists: list[float] = []
    command_line: list[float] = []
    for number in range(runs + 1):
        say(f"run {number} of {runs}")
        with start_bare() as program:
            bare.append(program.wait_for(MARK) - program.started_at)
        with start_workbench(url) as program:
            frames.append(program.wait_for(_FRAME) - program.started_at)
            lists.append(program.wait_for(_NAME) - program.started_at)
        began = time.monotonic()
        subprocess.run(["docker", "--host", url, "ps", "--all"], check=True, stdout=subprocess.DEVNULL)
        command_line.append(time.monotonic() - began)
    # The first run writes what Python compiles.
    floor, first, listed = (min(each[1:]) * 1000 for each in (bare, frames, lists))
    met = first <= _AIM * floor
    show(
        f"First frame, best of {runs} runs",
        [
            Figure("first frame", first, "ms", floor, "the barest Textual app", f"at most {_AIM} times", met),
            Figure("a container's name on the screen", listed, "ms", floor, "the barest Textual app"),
            Figure(
                "the same, against the command line",
                listed,
                "ms",
                min(command_line[1:]) * 1000,
                "docker ps",
            ),
        ],
    )


if __name__ == "__main__":
    main()
