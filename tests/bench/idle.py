"""What it costs to do nothing: `python -m tests.bench.idle [--engine URL] [--running N] [--seconds N]`.

Percent of one core over some seconds in which nobody touches a key: with no container, and with some that run
and are measured, against the barest Textual app.
"""

import argparse
import time

from tests.bench.bare_app import MARK
from tests.bench.engines import ask_for_engine, bench_engine
from tests.bench.measure import Figure, say, show
from tests.bench.programs import start_bare, start_workbench
from tests.bench.terminal import Terminal

_AIM_PERCENT = 1.0
_SETTLE_SECONDS = 5
_YOUNG_SECONDS = 65
"""Younger containers grow older on the screen with each second."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    ask_for_engine(parser)
    parser.add_argument("--running", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    seconds: int = options.seconds
    with start_bare() as program:
        program.wait_for(MARK)
        floor = _percent(program, seconds)
    figures: list[Figure] = []
    with bench_engine(options.engine) as engine:
        with start_workbench(engine.url) as program:
            program.wait_for("No containers yet")
            figures.append(_figure("no container", _percent(program, seconds), floor))
        for number in range(options.running):
            engine.run(f"bench-{number:02}", "sleep 100000")
        say(f"waiting {_YOUNG_SECONDS} s until the containers are older than a minute")
        time.sleep(_YOUNG_SECONDS)
        for screen in ("containers", "logs", "images"):
            with start_workbench(engine.url, screen) as program:
                program.wait_for("bench-")
                name = f"{options.running} running, on {screen}"
                figures.append(_figure(name, _percent(program, seconds), floor))
    show(f"Idle for {seconds} s", figures)


def _percent(program: Terminal, seconds: int) -> float:
    """The share of one core that a program takes once it has settled."""
    say(f"waiting {_SETTLE_SECONDS + seconds} s")
    time.sleep(_SETTLE_SECONDS)
    before, began = program.cpu_seconds(), time.monotonic()
    time.sleep(seconds)
    return 100 * (program.cpu_seconds() - before) / (time.monotonic() - began)


def _figure(name: str, percent: float, floor: float) -> Figure:
    met = percent < _AIM_PERCENT
    # The floor is often nothing at all, with which no ratio can be had.
    return Figure(
        name, percent, "%", max(floor, 0.05), "the barest Textual app", f"under {_AIM_PERCENT:g} %", met
    )


if __name__ == "__main__":
    main()
