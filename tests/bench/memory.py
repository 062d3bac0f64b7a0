"""Memory in use: `python -m tests.bench.memory [--engine URL] [--count N] [--lines N]`.

The resident memory of the workbench at its start, with a thousand containers on the screen, and after a
million lines of a log, and two; against the barest Textual app.
"""

import argparse
import time

from tests.bench.bare_app import MARK
from tests.bench.engines import BenchEngine, ask_for_engine, bench_engine
from tests.bench.log_flood import follow_flood
from tests.bench.measure import Figure, show
from tests.bench.programs import start_bare, start_workbench

_SETTLE_SECONDS = 4
_BOUND_MIB = 250


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    ask_for_engine(parser)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=1_000_000)
    options = parser.parse_args()
    with start_bare() as program:
        program.wait_for(MARK)
        floor = program.memory_mib()
    with bench_engine(options.engine) as engine:
        start = Figure("at the start", _at_start(engine), "Mi", floor, "the barest Textual app")
        logs = _with_logs(engine, options.lines, floor)
        containers = _with_containers(engine, options.count, floor)
    show("Resident memory", [start, containers, *logs])


def _at_start(engine: BenchEngine) -> float:
    with start_workbench(engine.url) as program:
        program.wait_for("No containers yet")
        time.sleep(_SETTLE_SECONDS)
        return program.memory_mib()


def _with_containers(engine: BenchEngine, count: int, floor: float) -> Figure:
    engine.create([f"bench-{number:04}" for number in range(count)])
    with start_workbench(engine.url) as program:
        program.wait_for("bench-0000")
        time.sleep(_SETTLE_SECONDS)
        return Figure(f"with {count:,} containers", program.memory_mib(), "Mi", floor)


def _with_logs(engine: BenchEngine, lines: int, floor: float) -> list[Figure]:
    """After one flood and after two: what is bounded does not grow any more."""
    figures: list[Figure] = []
    for times in (1, 2):
        with follow_flood(engine, lines * times) as (program, _):
            used = program.memory_mib()
        aim, met = f"bounded: at most {_BOUND_MIB} Mi", used <= _BOUND_MIB
        figures.append(Figure(f"after {lines * times:,} log lines", used, "Mi", floor, "", aim, met))
    return figures


if __name__ == "__main__":
    main()
