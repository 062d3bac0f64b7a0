"""How fast a stored log is read with its timestamps, beside the docker command line reading the same."""

import argparse
import subprocess
from collections.abc import Callable
from time import perf_counter, process_time

from tests.bench.engines import IMAGE, PART, BenchEngine, ask_for_engine, bench_engine
from tests.bench.measure import Figure, median, say, show
from workbench.engine.connect import connect
from workbench.engine.engine import Engine

LINES = 300_000
ROUNDS = 3
_AIM_PER_SECOND = 100_000
_SCRIPT = (
    f"yes 'a line of text of some seventy characters, as they are often seen in a log' | head -n {LINES}"
)


def main() -> None:
    """Measure logs with and without a terminal."""
    parser = argparse.ArgumentParser(description=__doc__)
    ask_for_engine(parser)
    with bench_engine(parser.parse_args().engine) as bench:
        engine = connect(host=bench.url)
        figures = [*_measure(bench, engine, "no terminal"), *_measure(bench, engine, "terminal", "--tty")]
        engine.close()
    show(f"Reading a log of {LINES:,} lines", figures)


def _measure(bench: BenchEngine, engine: Engine, kind: str, *options: str) -> list[Figure]:
    name = f"{PART}log-{kind.replace(' ', '-')}"
    say(f"writing {LINES:,} lines, {kind}")
    docker = bench.docker
    docker("run", "--detach", "--name", name, *options, IMAGE, "sh", "-c", _SCRIPT, check=True)
    docker("wait", name, check=True)
    ours, floor, cpu = list[float](), list[float](), list[float]()
    for _ in range(ROUNDS):
        began = process_time()
        ours.append(LINES / _seconds(lambda: _read(engine, name)))
        cpu.append((process_time() - began) / LINES * 1e6)
        floor.append(LINES / _seconds(lambda: _read_by_docker(bench.url, name)))
    docker("rm", "--force", name, check=True)
    speed = median(ours)
    aim = f"{_AIM_PER_SECOND:,} lines/s, or as fast as docker logs"
    is_met = speed >= _AIM_PER_SECOND or speed >= median(floor)
    return [
        Figure(f"lines a second, {kind}", speed, "/s", median(floor), "docker logs", aim, is_met),
        Figure(f"CPU a line, {kind}", median(cpu), "us"),
    ]


def _read(engine: Engine, name: str) -> None:
    with engine.logs(name, follow=False) as stream:
        count = sum(len(batch) for batch in stream)
    if count != LINES:
        raise SystemExit(f"{count:,} lines were read, not {LINES:,}")


def _read_by_docker(url: str, name: str) -> None:
    words = ["docker", "--host", url, "logs", "--timestamps", name]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _seconds(work: Callable[[], None]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


if __name__ == "__main__":
    main()
