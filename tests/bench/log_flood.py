"""Logs at full speed: `python -m tests.bench.log_flood [--engine URL] [--lines N] [--rate N] [--seconds N]`.

First a container writes as fast as it can: how many lines a second the screen has counted, to the last one,
against `docker logs --follow >/dev/null` of the same flood. Then one writes at a steady rate while the cursor
steps through the list beside the log: how long from each key to its paint, against the same with no log, and
against a bare Textual list whose reader of the same log is `docker logs --follow >/dev/null`.
"""

import argparse
import itertools
import os
import re
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager

from tests.bench.engines import BenchEngine, ask_for_engine, bench_engine
from tests.bench.measure import Figure, median, percentile, say, show
from tests.bench.programs import start_bare_list, start_workbench
from tests.bench.terminal import Terminal

_RATE_AIM = 50_000
_KEY_AIM_MS = 60
_STEPS = 200
_DOWN, _UP = "\x1b[B", "\x1b[A"
_WAIT = "while [ ! -e /go ]; do usleep 5000; done; "
_NEVER_ENDING = "; sleep 100000"
_STEADY = (
    "now() {{ read -r up _ </proc/uptime; t=${{up%.*}}${{up#*.}}; }}; now; began=$t; n=0; "
    "while [ $n -lt {pieces} ]; do seq {piece}; n=$((n + 1)); now; rest=$((began + 5 * n - t)); "
    "[ $rest -le 0 ] || usleep ${{rest}}0000; done"
)
"""A piece each twentieth of a second: the clock (in hundredths) is read without a process, and set right."""
_WRITER, _BESIDE = "bench-a-writer", "bench-b-beside"
_COUNT = re.compile(rb"([\d,]+) received")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    ask_for_engine(parser)
    parser.add_argument("--lines", type=int, default=1_000_000, help="of the flood")
    parser.add_argument("--rate", type=int, default=_RATE_AIM, help="lines a second of the steady writer")
    parser.add_argument("--seconds", type=int, default=20, help="of the steady writer")
    options = parser.parse_args()
    with bench_engine(options.engine) as engine:
        engine.run(_BESIDE, "sleep 100000")
        flood = _flood(engine, options.lines)
        steady = _steady(engine, options.rate, options.seconds)
    show("Logs", [*flood, *steady])


def _flood(engine: BenchEngine, lines: int) -> list[Figure]:
    """The same flood for the command line and for the program, one after the other."""
    say(f"{lines:,} lines for docker logs")
    floor = lines / _follow_by_command_line(engine, lines)
    say(f"{lines:,} lines for the workbench")
    with follow_flood(engine, lines) as (program, seconds):
        received = _received(program)
    return [
        Figure(
            "as fast as it can: lines a second", lines / seconds, "/s", floor, "docker logs, more is better"
        ),
        Figure("lines that came in the end", received, "", lines, "lines written"),
    ]


@contextmanager
def follow_flood(engine: BenchEngine, lines: int) -> Generator[tuple[Terminal, float]]:
    """The program after it has counted the last line of a flood, and the seconds that this took."""
    engine.run(_WRITER, _flood_script(lines))
    with start_workbench(engine.url, "logs") as program:
        program.wait_for("following")
        time.sleep(2)
        began = _go(engine)
        yield program, _see_all(program, lines) - began
    engine.docker("rm", "-f", _WRITER, check=True)


def _flood_script(lines: int) -> str:
    return f"{_WAIT}seq {lines}{_NEVER_ENDING}"


def _steady(engine: BenchEngine, rate: int, seconds: int) -> list[Figure]:
    """Keys while lines come at a steady rate, and keys without."""
    piece = max(1, rate // 20)
    lines = piece * 20 * seconds
    say(f"{rate:,} lines a second for {seconds} s, and keys")
    script = f"{_WAIT}{_STEADY.format(piece=piece, pieces=20 * seconds)}{_NEVER_ENDING}"
    engine.run(_WRITER, script)
    bare = _press_beside_command_line(engine)
    engine.docker("rm", "-f", _WRITER, check=True)
    engine.run(_WRITER, script)
    with start_workbench(engine.url, "logs") as program:
        program.wait_for("following")
        time.sleep(2)
        quiet = _press_keys(program)
        began = _go(engine)
        program.wait_for_match(re.compile(rb"[\d,]{6,} received"), program.now)
        busy = _press_keys(program)
        ended = _see_all(program, lines)
        received = _received(program)
    slow, held = percentile(busy, 99), lines / (ended - began)
    met = received == lines and held >= 0.95 * rate
    return [
        Figure(
            "steady: lines a second", lines / (ended - began), "/s", rate, "", f"{rate:,}, none lost", met
        ),
        Figure("lines that came in the end", received, "", lines, "lines written"),
        Figure("a key to the paint meanwhile, median", median(busy), "ms", median(quiet), "with no log"),
        Figure(
            "the same, 99 of 100",
            slow,
            "ms",
            percentile(quiet, 99),
            "with no log",
            f"under {_KEY_AIM_MS} ms",
            slow < _KEY_AIM_MS,
        ),
        Figure("median, beside the bare list", median(busy), "ms", median(bare), "with docker logs"),
        Figure("99 of 100, beside the bare list", slow, "ms", percentile(bare, 99), "with docker logs"),
    ]


def _press_beside_command_line(engine: BenchEngine) -> list[float]:
    """Keys in a bare list while `docker logs --follow` reads the flood to nowhere."""
    command = ["docker", "--host", engine.url, "logs", "--follow", _WRITER]
    with (
        subprocess.Popen(command, stdout=subprocess.DEVNULL) as following,
        start_bare_list(_WRITER, _BESIDE) as program,
    ):
        program.wait_for(_BESIDE)
        time.sleep(2)
        _go(engine)
        time.sleep(2)
        taken = _press_keys(program)
        following.terminate()
    return taken


def _follow_by_command_line(engine: BenchEngine, lines: int) -> float:
    """The seconds until `docker logs --follow` has handed out the last line."""
    engine.run(_WRITER, _flood_script(lines))
    command = ["docker", "--host", engine.url, "logs", "--follow", _WRITER]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as following:
        assert following.stdout is not None
        time.sleep(1)
        began = _go(engine)
        end = f"{lines}\n".encode()
        last = b""
        while not last.endswith(end):
            last = (last + os.read(following.stdout.fileno(), 1 << 16))[-len(end) :]
        taken = time.monotonic() - began
        following.terminate()
    engine.docker("rm", "-f", _WRITER, check=True)
    return taken


def _go(engine: BenchEngine) -> float:
    engine.docker("exec", _WRITER, "touch", "/go", check=True)
    return time.monotonic()


def _see_all(program: Terminal, lines: int) -> float:
    """The time at which the count has reached all lines."""
    return program.wait_for(f"{lines:,} received", 0, 180)


def _received(program: Terminal) -> int:
    """The count that stands on the screen when nothing more comes."""
    mark = program.now
    program.send("ff")  # Following off and on again paints the count anew.
    _, found = program.wait_for_match(_COUNT, mark)
    return int(found[1].replace(b",", b""))


def _press_keys(program: Terminal) -> list[float]:
    """Step between the two containers beside the log; only a step paints the lower one's name."""
    taken: list[float] = []
    for number, key in enumerate(itertools.islice(itertools.cycle((_DOWN, _UP)), _STEPS)):
        mark = program.now
        pressed = program.send(key)
        taken.append((program.wait_for(_BESIDE, mark) - pressed) * 1000)
        time.sleep(0.03 + 0.001 * (number % 30))
    return taken


if __name__ == "__main__":
    main()
